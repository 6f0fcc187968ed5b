import type { Element, ElementContent, Root } from 'hast';
import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import { toText } from 'hast-util-to-text';
import { linkifyit } from 'linkify-it';
import { countWords, type Format } from '../domain/post.ts';
import { element } from './inlineHtml.ts';
import { plainOf } from './plainHtml.ts';
import { type Named, withIds, withTypedMentions } from './typedMentions.ts';

/** Longer than any post; shorter than what would make a page heavy. */
export const LONGEST_TEXT = 50_000;

/** What was typed, as it is kept: safe HTML to show, plain text to count and search. */
export interface Formatted {
  format: Format;
  text: string;
  html: string;
  plain: string;
  words: number;
  /** Files that it shows. */
  pictures: string[];
}

const SCHEMA = {
  ...defaultSchema,
  tagNames: ['p', 'br', 'blockquote', 'ul', 'li', 'a', 'span'],
  attributes: { a: ['href', 'target', 'rel'], blockquote: ['dataPost'], span: ['dataMember'] },
  protocols: { href: ['http', 'https', 'mailto'] },
};
const links = linkifyit().add('ftp:', null).set({ fuzzyLink: false, fuzzyEmail: true });

/** A new tab: the page may be a frame in the course, and a link would replace the discussion. */
export const AWAY = { target: '_blank', rel: ['noopener', 'nofollow', 'ugc'] };

/**
 * Turns plain typing into HTML: an empty line begins a paragraph, `> ` a quotation, `- ` a list; web and e-mail
 * addresses become links, `@` and a name of these people a mention. A quotation that ends with `— 12.4` is of that reply.
 * Nothing else means anything, so that "1968. A year" stays what it is.
 */
export function formatText(typed: string, people: readonly Named[] = []): Formatted {
  const text = tidy(typed);
  const tree: Root = { type: 'root', children: blocks(text.split('\n'), people) };
  const safe = sanitize(tree, SCHEMA) as Root;
  const words = (safe.children as ElementContent[]).map((node) => plainOf(node));
  const plain = toText({ type: 'root', children: words }).trim();
  const kept = withIds(text, people);
  return { format: 'plain', text: kept, html: toHtml(safe), plain, words: countWords(plain), pictures: [] };
}

/** One form of every character, line ends alike, and no control characters, which nobody can see or delete. */
export function tidy(typed: string): string {
  return typed
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .normalize('NFC')
    .trim();
}

type Kind = 'quote' | 'item' | 'text' | 'empty';

function kindOf(line: string): Kind {
  if (/^\s*$/.test(line)) return 'empty';
  if (/^>\s?/.test(line)) return 'quote';
  return /^[-*•]\s+\S/.test(line) ? 'item' : 'text';
}

function blocks(lines: string[], people: readonly Named[], depth = 0): Element[] {
  const inline = (line: string) => withTypedMentions(line, people).flatMap(addressesIn);
  return runs(lines).flatMap(({ kind, run }) => {
    if (kind === 'empty') return [];
    // Deeper quotations than anybody means would nest the page without end.
    if (kind === 'quote' && depth < 5) {
      return quotation(
        run.map((line) => line.replace(/^>\s?/, '')),
        people,
        depth + 1,
      );
    }
    if (kind === 'item')
      return element(
        'ul',
        run.map((line) => element('li', inline(line.replace(/^[-*•]\s+/, '')))),
      );
    return element(
      'p',
      run.flatMap((line, index) => [...(index > 0 ? [element('br', [])] : []), ...inline(line)]),
    );
  });
}

const addressesIn = (node: ElementContent): ElementContent[] =>
  node.type === 'text' ? linked(node.value) : [node];

/** With the post or reply that is quoted, where the last line says which. */
function quotation(lines: string[], people: readonly Named[], depth: number): Element {
  const last = lines.findLastIndex((line) => line.trim() !== '');
  const source = /^—\s*([1-9]\d{0,8}(?:\.[1-9]\d{0,8})?)\s*$/.exec(lines[last] ?? '')?.[1];
  const words = blocks(source ? lines.slice(0, last) : lines, people, depth);
  return source && words.length > 0
    ? element('blockquote', words, { dataPost: source })
    : element('blockquote', blocks(lines, people, depth));
}

/** Neighbouring lines of one kind. */
function runs(lines: string[]): { kind: Kind; run: string[] }[] {
  const found: { kind: Kind; run: string[] }[] = [];
  for (const line of lines) {
    const kind = kindOf(line);
    const last = found.at(-1);
    if (last?.kind === kind) last.run.push(line);
    else found.push({ kind, run: [line] });
  }
  return found;
}

/** Text with its web and e-mail addresses as links. */
export function linked(line: string): ElementContent[] {
  const parts: ElementContent[] = [];
  let from = 0;
  for (const { index, lastIndex, url, text } of links.match(line) ?? []) {
    if (index > from) parts.push({ type: 'text', value: line.slice(from, index) });
    parts.push(element('a', [{ type: 'text', value: text }], { href: url, ...AWAY }));
    from = lastIndex;
  }
  if (from < line.length) parts.push({ type: 'text', value: line.slice(from) });
  return parts;
}
