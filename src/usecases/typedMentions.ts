import type { ElementContent } from 'hast';
import { mentionInPlain } from '../domain/post.ts';
import { folded } from '../domain/search.ts';
import { element } from './inlineHtml.ts';

/** Somebody as a writer knows and may mention them. */
export interface Named {
  /** The member's. */
  id: string;
  name: string;
}

/** No e-mail address: nothing that belongs to a word stands before it. */
const AT = /(?<![\p{L}\p{N}\p{M}._%+-])@/gu;
const GOES_ON = /^[\p{L}\p{N}\p{M}]/u;
/** Longer ones are chosen, and not typed. */
const LONGEST_NAME = 200;

/**
 * A line with the mentions that were typed by hand in it: `@` and a whole name, case and accents aside. A name that two
 * people have means neither: which of them, only a choice can say.
 */
export function withTypedMentions(line: string, people: readonly Named[]): ElementContent[] {
  const known = people.length > 0 && line.includes('@') ? byName(people) : [];
  const parts: ElementContent[] = [];
  let from = 0;
  if (known.length > 0)
    for (const { index } of line.matchAll(AT)) {
      if (index < from) continue;
      const after = line.slice(index + 1);
      const beginning = folded(after.slice(0, LONGEST_NAME));
      const meant = known.find((one) => beginning.startsWith(one.folded) && startsWith(after, one.name));
      if (!meant) continue;
      if (index > from) parts.push({ type: 'text', value: line.slice(from, index) });
      parts.push(element('span', [], { dataMember: meant.id }));
      from = index + 1 + meant.name.length;
    }
  if (from < line.length) parts.push({ type: 'text', value: line.slice(from) });
  return parts;
}

/** The same as it is kept to be edited: a name may be another one to its next reader. */
export const withIds = (text: string, people: readonly Named[]): string =>
  withTypedMentions(text, people)
    .map((part) => {
      if (part.type === 'text') return part.value;
      return part.type === 'element' ? mentionInPlain(String(part.properties.dataMember)) : '';
    })
    .join('');

type Known = Named & { folded: string };
/** Once for all lines of a text: it may have as many of them, and as many `@`, as it has letters. */
const ordered = new WeakMap<readonly Named[], Known[]>();

/** The longest first: “Ana Ruiz” is not “Ana”. */
function byName(people: readonly Named[]): Known[] {
  const before = ordered.get(people);
  if (before) return before;
  const all = people.map(({ id, name }) => ({ id, name: name.normalize('NFC'), folded: folded(name) }));
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one.folded, (counts.get(one.folded) ?? 0) + 1);
  const known = all
    .filter((one) => one.name !== '' && one.name.length <= LONGEST_NAME && counts.get(one.folded) === 1)
    .sort((one, other) => other.name.length - one.name.length);
  ordered.set(people, known);
  return known;
}

const startsWith = (text: string, name: string): boolean =>
  folded(text.slice(0, name.length)) === folded(name) && !GOES_ON.test(text.slice(name.length));

/** The same for all text of an editor's content, but for code and links. */
export function mentionsIn(nodes: readonly ElementContent[], people: readonly Named[]): ElementContent[] {
  if (people.length === 0) return [...nodes];
  return nodes.flatMap((node): ElementContent[] => {
    if (node.type === 'text') return withTypedMentions(node.value, people);
    if (node.type !== 'element' || ['a', 'code', 'pre'].includes(node.tagName)) return [node];
    return [{ ...node, children: mentionsIn(node.children, people) }];
  });
}
