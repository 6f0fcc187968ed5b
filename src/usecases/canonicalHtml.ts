import type { Element, ElementContent, Nodes, Properties } from 'hast';
import { isBlank } from '../domain/post.ts';
import { element, type Inline, inlineContent, type Marks, markedBy, NO_MARKS } from './inlineHtml.ts';

/** Deeper than anybody means: what is nested further stands at this depth. */
const DEEPEST = 5;
/** More than anybody writes out in a line. */
export const LONGEST_FORMULA = 1_000;
const LABEL = /^[1-9]\d{0,8}(\.[1-9]\d{0,8})?$/;
const MEMBER = /^[\w-]{1,40}$/;
const FILE = /^[\w-]{1,40}$/;

/** Never shown, and no text either. */
const DROPPED = new Set(
  'script style template noscript iframe object embed applet head title textarea select svg math audio video canvas'.split(
    ' ',
  ),
);
/** These stand on lines of their own; whatever else is unknown is part of its line. */
const LINES = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table caption thead tbody tfoot tr td th div section article header footer main aside nav address figure figcaption form fieldset details summary hr center'.split(
    ' ',
  ),
);

/** Where a block stands. */
interface Within {
  /** Lists and quotations around it. */
  depth: number;
  inTable: boolean;
  marks: Marks;
}

/**
 * The same content in the one form that is kept: built anew from the elements that posts may have, so that nothing
 * else can come through. Word processors' `b` and `font`, sections and odd nestings become what they mean.
 */
export function canonicalBlocks(nodes: readonly Nodes[]): Element[] {
  return blocks(nodes, { depth: 0, inTable: false, marks: NO_MARKS });
}

function blocks(nodes: readonly Nodes[], within: Within): Element[] {
  const made: Element[] = [];
  let line: Inline[] = [];
  const endLine = () => {
    const content = inlineContent(line);
    if (content.length > 0) made.push(element('p', content));
    line = [];
  };
  const visit = (node: Nodes, marks: Marks) => {
    if (node.type === 'text') return line.push({ kind: 'text', value: node.value, marks });
    if (node.type !== 'element' || DROPPED.has(node.tagName)) return;
    const atom = atomOf(node);
    if (atom) return line.push({ ...atom, marks: NO_MARKS });
    const block = pictureOf(node) ?? blockOf(node, { ...within, marks });
    if (!block && !LINES.has(node.tagName)) {
      for (const child of node.children) visit(child, markedBy(node, marks));
      return;
    }
    endLine();
    if (block) made.push(...block);
    else for (const child of node.children) visit(child, markedBy(node, marks));
    endLine();
  };
  for (const node of nodes) visit(node, within.marks);
  endLine();
  return made;
}

/** What stands in a line as one piece. */
function atomOf({ tagName, properties }: Element): { kind: 'atom'; node: Element } | null {
  const { dataLatex, dataMember } = properties;
  if (tagName === 'br') return { kind: 'atom', node: element('br', []) };
  if (tagName === 'span' && latexIn(dataLatex))
    return { kind: 'atom', node: element('span', [], { dataLatex: latexIn(dataLatex) }) };
  if (typeof dataMember === 'string' && MEMBER.test(dataMember))
    return { kind: 'atom', node: element('span', [], { dataMember }) };
  return null;
}

/** A picture that was sent to us. Without `alt` nobody has said yet what it shows, or that it says nothing. */
function pictureOf({ tagName, properties }: Element): Element[] | null {
  const { dataFile, alt } = properties;
  if (tagName !== 'img' || typeof dataFile !== 'string' || !FILE.test(dataFile)) return null;
  const said = typeof alt === 'string' && (alt === '' || !isBlank(alt)) ? { alt: clean(alt).trim() } : {};
  return [element('img', [], { dataFile, ...said })];
}

/** The element as blocks of the kinds that there are; null where it is none of them. */
function blockOf(node: Element, within: Within): Element[] | null {
  switch (node.tagName) {
    case 'h1':
    case 'h2':
    case 'h3':
      return oneLine('h3', node, within);
    case 'h4':
    case 'h5':
    case 'h6':
      return oneLine('h4', node, within);
    case 'ul':
    case 'ol':
      return within.depth < DEEPEST ? list(node, within) : null;
    case 'blockquote':
      return within.depth < DEEPEST ? quotation(node, within) : null;
    case 'pre':
      return code(node);
    case 'table':
      return within.inTable ? null : table(node, within);
    case 'div': {
      const dataLatex = latexIn(node.properties.dataLatex);
      return dataLatex ? [element('div', [], { dataLatex })] : null;
    }
    default:
      return null;
  }
}

function latexIn(value: Properties[string]): string {
  if (typeof value !== 'string') return '';
  const cut = clean(value).trim().slice(0, LONGEST_FORMULA);
  return cut.replace(/[\uD800-\uDBFF]$/, '').trim();
}

const clean = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '').normalize('NFC');

/** A heading is one line, whatever stood in it. */
function oneLine(tagName: string, { children }: Element, { marks }: Within): Element[] {
  const line: Inline[] = [];
  const visit = (node: Nodes, marks: Marks) => {
    if (node.type === 'text') return line.push({ kind: 'text', value: node.value, marks });
    if (node.type !== 'element' || DROPPED.has(node.tagName)) return;
    const atom = atomOf(node.properties.dataLatex ? { ...node, tagName: 'span' } : node);
    if (atom) return line.push({ ...atom, marks: NO_MARKS });
    const space: Inline[] = LINES.has(node.tagName) ? [{ kind: 'text', value: ' ', marks: NO_MARKS }] : [];
    line.push(...space);
    for (const child of node.children) visit(child, markedBy(node, marks));
    line.push(...space);
  };
  for (const child of children) visit(child, marks);
  const content = inlineContent(line);
  return content.length > 0 ? [element(tagName, content)] : [];
}

/** A list that stands in a list without an item, as word processors put it, belongs to the item before. */
function list({ tagName, properties, children }: Element, within: Within): Element[] {
  const inside = { ...within, depth: within.depth + 1 };
  const items: Element[][] = [];
  for (const child of children) {
    const isList = child.type === 'element' && ['ul', 'ol'].includes(child.tagName);
    const isItem = child.type === 'element' && child.tagName === 'li';
    const content = blocks(isItem ? child.children : [child], inside);
    const before = isList ? items.at(-1) : undefined;
    if (before) before.push(...content);
    else if (content.length > 0) items.push(content);
  }
  const start = Number(properties.start);
  const from = tagName === 'ol' && Number.isInteger(start) && start > 1 && start < 10_000 ? { start } : {};
  return items.length > 0
    ? [
        element(
          tagName,
          items.map((content) => element('li', tight(content))),
          from,
        ),
      ]
    : [];
}

/** A single paragraph at the start of an item or a cell is its text. */
function tight(content: Element[]): ElementContent[] {
  const [first, ...rest] = content;
  if (first?.tagName !== 'p' || rest.some(({ tagName }) => tagName === 'p')) return content;
  return [...first.children, ...rest];
}

function quotation({ properties, children }: Element, within: Within): Element[] {
  const content = blocks(children, { ...within, depth: within.depth + 1 });
  const { dataPost } = properties;
  const source = typeof dataPost === 'string' && LABEL.test(dataPost) ? { dataPost } : {};
  return content.length > 0 ? [element('blockquote', content, source)] : [];
}

function code(node: Element): Element[] {
  const text = clean(textIn(node)).replace(/\n+$/, '');
  return text.trim() === '' ? [] : [element('pre', [element('code', [{ type: 'text', value: text }])])];
}

function textIn(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element' || DROPPED.has(node.tagName)) return '';
  return node.tagName === 'br' ? '\n' : node.children.map(textIn).join('');
}

function table(node: Element, within: Within): Element[] {
  const rows = rowsIn(node)
    .map((row) => cellsOf(row, within))
    .filter((cells) => cells.length > 0);
  if (!rows.some((cells) => cells.some(({ children }) => children.length > 0))) return [];
  const [first, ...rest] = rows;
  const headed = first?.every(({ tagName }) => tagName === 'th') ?? false;
  const row = (cells: Element[]) => element('tr', cells);
  const body = headed ? rest : rows;
  return [
    element('table', [
      ...(headed && first ? [element('thead', [row(first)])] : []),
      ...(body.length > 0 ? [element('tbody', body.map(row))] : []),
    ]),
  ];
}

function rowsIn(node: Element): Element[] {
  return node.children.flatMap((child) => {
    if (child.type !== 'element' || child.tagName === 'table') return [];
    return child.tagName === 'tr' ? [child] : rowsIn(child);
  });
}

function cellsOf(row: Element, within: Within): Element[] {
  return row.children
    .filter((child) => child.type === 'element')
    .filter(({ tagName }) => tagName === 'td' || tagName === 'th')
    .map(({ tagName, children }) => {
      const content = tight(blocks(children, { ...within, inTable: true }));
      // An empty cell is the heading of nothing.
      return element(content.length > 0 ? tagName : 'td', content);
    });
}
