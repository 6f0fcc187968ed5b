import type { ElementContent } from 'hast';
import { mentionInPlain } from '../domain/post.ts';
import { element } from './inlineHtml.ts';

/** What is counted, searched and listed: formulas as typed, a mention as `@[…]` with the member's id. */
export function plainOf(node: ElementContent): ElementContent {
  if (node.type !== 'element') return node;
  const { dataLatex, dataMember } = node.properties;
  if (typeof dataMember === 'string') return { type: 'text', value: mentionInPlain(dataMember) };
  if (typeof dataLatex !== 'string') return { ...node, children: node.children.map(plainOf) };
  const typed = { type: 'text' as const, value: dataLatex };
  return node.tagName === 'div' ? element('p', [typed]) : typed;
}
