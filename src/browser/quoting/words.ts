/** Words of a post or reply that go into another, and whose they are. */
export interface Quotation {
  label: string;
  /** As its reader is told. */
  source: string;
  /** For an editor, and for a plain field. */
  html: string;
  typed: string;
}

/** Part of how a page shows them, and not of what was written. */
const NOT_WRITTEN = '.source, .unseen';
const BLOCKS = 'p, li, h2, h3, h4, h5, h6, pre, tr, div';

/** @param picture what stands in place of a picture, which is its author's, with its description for `{alt}` */
export function wordsOf(range: Range, picture: string): Pick<Quotation, 'html' | 'typed'> {
  const piece = document.createElement('div');
  piece.append(whole(range).cloneContents());
  for (const element of piece.querySelectorAll(NOT_WRITTEN)) element.remove();
  for (const formula of piece.querySelectorAll('[data-latex]')) formula.textContent = '';
  for (const image of piece.querySelectorAll('img'))
    image.replaceWith(image.alt && picture.replace('{alt}', image.alt));
  return { html: piece.innerHTML, typed: typedIn(piece) };
}

/** Of a formula and of a mention there is no part. */
function whole(range: Range): Range {
  const wider = range.cloneRange();
  const around = ({ parentElement }: Node) => parentElement?.closest('.formula, [data-member]');
  const [first, last] = [around(range.startContainer), around(range.endContainer)];
  if (first) wider.setStartBefore(first);
  if (last) wider.setEndAfter(last);
  return wider;
}

/** As one types it. */
function typedIn(piece: Element): string {
  const written = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (!(node instanceof HTMLElement)) return '';
    if (node.localName === 'br') return '\n';
    if (node.dataset.latex) return node.dataset.latex;
    const inside = [...node.childNodes].map(written).join('');
    if (node.localName === 'li') return `- ${inside.trim()}\n`;
    if (/^t[dh]$/.test(node.localName)) return `${inside} `;
    return node.matches(BLOCKS) ? `${inside.trim()}\n\n` : inside;
  };
  return [...piece.childNodes]
    .map(written)
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Puts a quotation where the caret is in a plain field, with the post that it is from. */
export function quoteInPlain(field: HTMLTextAreaElement, { label, typed }: Quotation): void {
  const quoted = [...typed.split('\n'), `— ${label}`].map((line) => `> ${line}`.trimEnd()).join('\n');
  const { value, selectionEnd: at } = field;
  const before = value.slice(0, at).trimEnd();
  const after = value.slice(at).trimStart();
  const text = `${before && `${before}\n\n`}${quoted}\n\n`;
  field.value = text + after;
  field.focus();
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
