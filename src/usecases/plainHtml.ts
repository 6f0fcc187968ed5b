import type { ElementContent } from 'hast';
import { toText } from 'hast-util-to-text';
import { mentionInPlain, withoutMentions } from '../domain/post.ts';
import { element } from './inlineHtml.ts';

/** What is counted, searched and listed: formulas as typed, a mention as `@[…]` with the member's id. */
export function plainOf(node: ElementContent, mention = mentionInPlain): ElementContent {
  if (node.type !== 'element') return node;
  const { dataLatex, dataMember } = node.properties;
  if (typeof dataMember === 'string') return { type: 'text', value: mention(dataMember) };
  if (typeof dataLatex !== 'string')
    return { ...node, children: node.children.map((child) => plainOf(child, mention)) };
  const typed = { type: 'text' as const, value: dataLatex };
  return node.tagName === 'div' ? element('p', [typed]) : typed;
}

/** Around an id in place of a mention's own signs: no text has control characters left. */
const [FROM, TO] = ['\u0002', '\u0003'];
const SET_APART = /[^\P{Cc}\s]([\w-]{1,40})[^\P{Cc}\s]/gu;

/** All of an editor's content so. What was typed like a mention, with or without marks in it, is none. */
export function plainIn(content: readonly ElementContent[]): string {
  const children = content.map((node) => plainOf(node, (id) => FROM + id + TO));
  const typed = withoutMentions(toText({ type: 'root', children }).trim());
  return typed.replace(SET_APART, (_, id) => mentionInPlain(id));
}
