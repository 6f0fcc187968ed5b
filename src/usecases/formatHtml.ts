import type { Element, ElementContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { type Schema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { countWords } from '../domain/post.ts';
import { canonicalBlocks } from './canonicalHtml.ts';
import { AWAY, type Formatted, linked } from './formatText.ts';
import { formulaElement } from './formulas.ts';
import { element } from './inlineHtml.ts';
import { plainIn } from './plainHtml.ts';
import { isReadable } from './readableHtml.ts';
import { mentionsIn, type Named } from './typedMentions.ts';

const MOST_ROWS = 200;
const MOST_COLUMNS = 20;
const MOST_FORMULAS = 200;
/** All of them together, as typed: a page of them. Everybody waits while they are laid out. */
const LONGEST_FORMULAS = 10_000;
/** A sentence or two: more belongs into the text, where everybody reads it. */
const LONGEST_ALT = 500;
/** All revisions of a post are one document, which MongoDB bounds at 16 MB. */
const MOST_BYTES = 200_000;
/** Formulas take more to show than to write. */
const LONGEST_SHOWN = 1_000_000;

/** A second cut through what is built from allowed parts alone: a mistake in the first lets nothing through. */
const SCHEMA: Schema = {
  tagNames:
    'p br strong em h3 h4 ul ol li blockquote a code pre table thead tbody tr th td span div img'.split(' '),
  attributes: {
    a: ['href'],
    ol: ['start'],
    blockquote: ['dataPost'],
    span: ['dataLatex', 'dataMember'],
    div: ['dataLatex'],
    img: ['dataFile', 'alt'],
  },
  protocols: { href: ['http', 'https', 'mailto'] },
};

/**
 * Turns what an editor made into the HTML that is kept. `text` is its source, to be edited again: formulas are LaTeX
 * there, and addresses what they were typed as. A mention is a member's id, so that everybody reads the name that they may see.
 * @param people whom the writer can mention by their names
 * @param handles members' ids by what mentions call them; absent: mentions have the ids already
 * @returns or the catalogue key of what is too much
 */
export function formatHtml(
  typed: string,
  people: readonly Named[] = [],
  handles?: ReadonlyMap<string, string>,
): Formatted | { problem: string } {
  if (!isReadable(typed)) return { problem: 'post.error.tooLong' };
  const blocks = canonicalBlocks(fromHtml(typed, { fragment: true }).children);
  const content = mentionsIn(handles ? blocks.map((block) => withIds(block, handles)) : blocks, people);
  const source = (sanitize({ type: 'root', children: content }, SCHEMA) as Element).children as Element[];
  const problem = problemIn(source);
  if (problem) return { problem };
  const text = toHtml(source);
  const html = toHtml(source.flatMap((block) => shown(block)));
  if (Buffer.byteLength(text) > MOST_BYTES || html.length > LONGEST_SHOWN)
    return { problem: 'post.error.tooLong' };
  const plain = plainIn(source);
  const pictures = all(source, isPicture).map(({ properties }) => String(properties.dataFile));
  return { format: 'rich', text, html, plain, words: countWords(plain), pictures: [...new Set(pictures)] };
}

function withIds<Node extends ElementContent>(node: Node, handles: ReadonlyMap<string, string>): Node {
  if (node.type !== 'element') return node;
  const { dataMember } = node.properties;
  const named = typeof dataMember === 'string' ? { dataMember: handles.get(dataMember) ?? 'unknown' } : {};
  const children = node.children.map((child) => withIds(child, handles));
  return { ...node, properties: { ...node.properties, ...named }, children };
}

function problemIn(content: Element[]): string | null {
  const tables = all(content, ({ tagName }) => tagName === 'table');
  const big = tables.some((table) => {
    const rows = all([table], ({ tagName }) => tagName === 'tr');
    return rows.length > MOST_ROWS || rows.some(({ children }) => children.length > MOST_COLUMNS);
  });
  if (big) return 'post.error.tableTooBig';
  const formulas = all(content, ({ properties }) => 'dataLatex' in properties);
  if (formulas.length > MOST_FORMULAS) return 'post.error.tooManyFormulas';
  const typed = formulas.reduce((length, { properties }) => length + String(properties.dataLatex).length, 0);
  if (typed > LONGEST_FORMULAS) return 'post.error.tooLong';
  const alts = all(content, isPicture).map(({ properties: { alt } }) => alt);
  if (alts.some((alt) => typeof alt !== 'string')) return 'post.error.noAlt';
  return alts.some((alt) => String(alt).length > LONGEST_ALT) ? 'post.error.altTooLong' : null;
}

const isPicture = ({ tagName }: Element) => tagName === 'img';

const all = (nodes: readonly ElementContent[], wanted: (node: Element) => boolean): Element[] =>
  nodes
    .filter((node) => node.type === 'element')
    .flatMap((node) => [...(wanted(node) ? [node] : []), ...all(node.children, wanted)]);

/** As readers get it: formulas as MathML, addresses as links. */
function shown(node: ElementContent, linkable = true): ElementContent[] {
  if (node.type === 'text') return linkable ? linked(node.value) : [node];
  if (node.type !== 'element') return [];
  const { tagName, properties, children } = node;
  const { dataLatex } = properties;
  if (typeof dataLatex === 'string') return [formulaElement(dataLatex, tagName === 'div')];
  const inside = children.flatMap((child) => shown(child, linkable && !['a', 'code'].includes(tagName)));
  return [element(tagName, inside, { ...properties, ...(tagName === 'a' ? AWAY : {}) })];
}
