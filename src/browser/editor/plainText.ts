import type { Node } from '@tiptap/pm/model';

/** A document as words to count: the same that the server counts. */
export function wordsIn(document: Node): string {
  return document.textBetween(0, document.content.size, '\n', leafText);
}

function leafText({ type, attrs }: Node): string {
  if (type.name === 'hardBreak') return '\n';
  return type.name === 'mention' ? `@[${attrs.member}]` : (attrs.latex ?? '');
}

/** A document as it would be typed into a plain field. */
export function typedText(document: Node): string {
  return blocks(document).join('\n\n');
}

function blocks(node: Node): string[] {
  return childrenOf(node).map(block);
}

function block(node: Node): string {
  switch (node.type.name) {
    case 'blockquote': {
      const { post } = node.attrs;
      const lines = [...blocks(node).join('\n\n').split('\n'), ...(post ? [`— ${post}`] : [])];
      return lines.map((line) => `> ${line}`.trimEnd()).join('\n');
    }
    case 'bulletList':
    case 'orderedList':
      return childrenOf(node)
        .map(
          (item, at) =>
            `${node.type.name === 'bulletList' ? '-' : `${at + (node.attrs.start ?? 1)}.`} ${inItem(item)}`,
        )
        .join('\n');
    case 'table':
      return childrenOf(node)
        .map((row) => childrenOf(row).map(inItem).join(' | '))
        .join('\n');
    default:
      return node.isTextblock ? inline(node) : leafText(node);
  }
}

const inItem = (item: Node): string => blocks(item).join('\n');

function inline(node: Node): string {
  return childrenOf(node)
    .map((child) => child.text ?? (child.type.name === 'mention' ? child.attrs.label : leafText(child)))
    .join('');
}

const childrenOf = (node: Node): Node[] => Array.from({ length: node.childCount }, (_, at) => node.child(at));

/** Whether plain typing says all that a document does: then that is what is kept, and can be edited without an editor. */
export function isPlainTyping(typed: string, html: string): boolean {
  return comparable(htmlOf(typed)) === comparable(html);
}

/** In the browser's spelling; nobody sees an empty paragraph. */
function comparable(html: string): string {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.innerHTML.replaceAll('<p></p>', '');
}

/** As for the server. */
const DEEPEST = 5;

/** What was typed into a plain field, as a document: it means what it means to the server. */
export function htmlOf(typed: string, depth = 0): string {
  const lines = typed.split('\n');
  const made: string[] = [];
  for (let from = 0; from < lines.length; ) {
    const kind = kindOf(lines[from] ?? '');
    let to = from + 1;
    while (to < lines.length && kindOf(lines[to] ?? '') === kind) to++;
    made.push(htmlOfRun(kind, lines.slice(from, to), depth));
    from = to;
  }
  return made.join('');
}

function kindOf(line: string): 'quote' | 'item' | 'text' | 'empty' {
  if (/^\s*$/.test(line)) return 'empty';
  if (/^>\s?/.test(line)) return 'quote';
  return /^[-*•]\s+\S/.test(line) ? 'item' : 'text';
}

function htmlOfRun(kind: ReturnType<typeof kindOf>, lines: string[], depth: number): string {
  if (kind === 'empty') return '';
  if (kind === 'item')
    return `<ul>${lines.map((line) => `<li><p>${escaped(line.replace(/^[-*•]\s+/, ''))}</p></li>`).join('')}</ul>`;
  if (kind === 'text' || depth === DEEPEST) return `<p>${lines.map(escaped).join('<br>')}</p>`;
  const quoted = lines.map((line) => line.replace(/^>\s?/, ''));
  const source = /^—\s*(\d+(?:\.\d+)?)\s*$/.exec(quoted.at(-1) ?? '')?.[1];
  const inner = htmlOf((source ? quoted.slice(0, -1) : quoted).join('\n'), depth + 1);
  return `<blockquote${source ? ` data-post="${source}"` : ''}>${inner || '<p></p>'}</blockquote>`;
}

export const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
