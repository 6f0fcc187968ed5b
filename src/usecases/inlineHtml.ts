import type { Element, ElementContent, Properties } from 'hast';
import { parsedAddress } from '../domain/address.ts';

/** How a piece of text is set. */
export interface Marks {
  href: string | null;
  strong: boolean;
  em: boolean;
  code: boolean;
}
export const NO_MARKS: Marks = { href: null, strong: false, em: false, code: false };

/** A piece of a line. */
export type Inline =
  | { kind: 'text'; value: string; marks: Marks }
  | { kind: 'atom'; node: Element; marks: Marks };

const LONGEST_ADDRESS = 2_000;

export function element(tagName: string, children: ElementContent[], properties: Properties = {}): Element {
  return { type: 'element', tagName, properties, children };
}

/** The marks of what stands in this element. Word processors mark all of a text as `b` that is not bold. */
export function markedBy({ tagName, properties }: Element, marks: Marks): Marks {
  switch (tagName) {
    case 'b':
    case 'strong':
      return /font-weight:\s*(normal|400)/.test(String(properties.style))
        ? marks
        : { ...marks, strong: true };
    case 'i':
    case 'em':
      return { ...marks, em: true };
    case 'code':
    case 'kbd':
    case 'samp':
    case 'tt':
      return { ...marks, code: true };
    case 'a':
      return { ...marks, href: addressIn(properties.href) ?? marks.href };
    default:
      return marks;
  }
}

/** An address that a link may have: of the web or of a mailbox, whole, in the form that browsers give it. */
export function addressIn(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST_ADDRESS) return null;
  const address = parsedAddress(value.trim());
  return address && ['http:', 'https:', 'mailto:'].includes(address.protocol) ? address.href : null;
}

/** A line's content: one space between words, none at its ends, each mark around as much as it can be. */
export function inlineContent(line: readonly Inline[]): ElementContent[] {
  const pieces = merged(spaced(line));
  return pieces.length > 0 ? nested(pieces, ['href', 'strong', 'em', 'code']) : [];
}

const isBreak = (piece: Inline | undefined) => piece?.kind === 'atom' && piece.node.tagName === 'br';

/** Without double spaces, those at breaks, and breaks at the ends. */
function spaced(line: readonly Inline[]): Inline[] {
  const kept: Inline[] = [];
  let open = true;
  for (const piece of line) {
    if (piece.kind === 'atom') {
      if (isBreak(piece)) trimEnd(kept);
      if (!isBreak(piece) || kept.length > 0) kept.push(piece);
      open = isBreak(piece);
      continue;
    }
    const collapsed = tidied(piece.value);
    const value = open ? collapsed.replace(/^ /, '') : collapsed;
    if (value === '') continue;
    open = value.endsWith(' ');
    kept.push({ ...piece, value, marks: piece.marks.code ? { ...NO_MARKS, code: true } : piece.marks });
  }
  while (trimEnd(kept) || isBreak(kept.at(-1))) if (isBreak(kept.at(-1))) kept.pop();
  return kept;
}

function tidied(text: string): string {
  return text.replace(/[^\P{Cc}\n\t\r\f]/gu, '').replace(/[ \t\n\r\f]+/g, ' ');
}

function trimEnd(kept: Inline[]): boolean {
  const last = kept.at(-1);
  if (last?.kind !== 'text' || !last.value.endsWith(' ')) return false;
  const value = last.value.replace(/ +$/, '');
  kept.pop();
  if (value !== '') kept.push({ ...last, value });
  return true;
}

function merged(line: readonly Inline[]): Inline[] {
  const made: Inline[] = [];
  for (const piece of line) {
    const last = made.at(-1);
    if (last?.kind === 'text' && piece.kind === 'text' && alike(last.marks, piece.marks))
      made[made.length - 1] = { ...last, value: last.value + piece.value };
    else made.push(piece);
  }
  return made;
}

const alike = (one: Marks, other: Marks): boolean =>
  one.href === other.href && one.strong === other.strong && one.em === other.em && one.code === other.code;

const TAGS = { href: 'a', strong: 'strong', em: 'em', code: 'code' } as const;

function nested(line: readonly Inline[], order: readonly (keyof Marks)[]): ElementContent[] {
  const [mark, ...inner] = order;
  if (!mark) return line.map(contentOf);
  const made: ElementContent[] = [];
  for (let from = 0; from < line.length; ) {
    const value = line[from]?.marks[mark];
    let to = from + 1;
    while (to < line.length && line[to]?.marks[mark] === value) to++;
    const children = nested(line.slice(from, to), inner);
    const properties = mark === 'href' && typeof value === 'string' ? { href: value } : {};
    if (value) made.push(element(TAGS[mark], children, properties));
    else made.push(...children);
    from = to;
  }
  return made;
}

const contentOf = (piece: Inline): ElementContent =>
  piece.kind === 'atom' ? piece.node : { type: 'text', value: piece.value.normalize('NFC') };
