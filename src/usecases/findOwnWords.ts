import { type OwnWords, ownWords, type Runs, runsIn } from '../domain/ownWords.ts';
import { sharingIn } from '../domain/sharing.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import { MOST_SHARING, type SharingText, type Text } from '../store/postRecords.ts';
import type { Scope } from '../store/posts.ts';

/**
 * Characters of one student's posts, and of others', that are compared: some hundred posts of the usual length. Everybody
 * waits meanwhile. What is beyond is not marked.
 */
const MOST_COMPARED = 200_000;

/**
 * Of each post of one student's, by its id, how much of it is quoted, said by the prompt, or as others wrote before: of
 * those that whoever asks may read.
 */
export async function findOwnWords(
  store: Store,
  scope: Scope,
  { id, promptPlain }: Pick<Discussion, 'id' | 'promptPlain'>,
  memberId: string,
): Promise<Map<string, OwnWords>> {
  const texts = comparable(await store.posts.textsOf(id, memberId));
  const others = await store.posts.sharing(
    scope,
    memberId,
    texts.flatMap(({ prints }) => prints),
  );
  return measured(texts, others, runsIn(promptPlain));
}

/** So many students at a time. */
const AT_ONCE = 50;

/**
 * The same of every post of a class, as far as it shares a passage with another's: what nobody else wrote is left out. A
 * few reads, however large the class.
 */
export async function findAlike(
  store: Store,
  scope: Scope,
  { id, promptPlain }: Pick<Discussion, 'id' | 'promptPlain'>,
): Promise<Map<string, OwnWords>> {
  const sharing = sharingIn(await store.posts.printed(scope), MOST_SHARING);
  const prompt = runsIn(promptPlain);
  const found = new Map<string, OwnWords>();
  for (let from = 0; from < sharing.length; from += AT_ONCE) {
    const some = sharing.slice(from, from + AT_ONCE);
    const texts = await store.posts.byIds(id, [
      ...new Set(some.flatMap(({ own, others }) => [...own, ...others])),
    ]);
    const textsOf = (ids: readonly string[]) => ids.flatMap((one) => texts.get(one) ?? []);
    for (const { own, others } of some)
      for (const [post, words] of measured(comparable(textsOf(own)), textsOf(others), prompt))
        found.set(post, words);
  }
  return found;
}

function measured(
  texts: readonly Pick<Text, 'id' | 'html' | 'createdAt'>[],
  others: readonly SharingText[],
  prompt: Runs,
): Map<string, OwnWords> {
  const earlier = comparable(others).map((other) => ({
    label: labelOfPost(other),
    at: other.createdAt,
    runs: runsIn(apart(other.html).text),
  }));
  return new Map(
    texts.map(({ id, html, createdAt }) => {
      const before = earlier.filter(({ at }) => at < createdAt);
      return [id, ownWords(apart(html), prompt, before)];
    }),
  );
}

function comparable<Text extends { html: string }>(texts: readonly Text[]): Text[] {
  let left = MOST_COMPARED;
  return texts.filter(({ html }) => {
    if (html.length > left) return false;
    left -= html.length;
    return true;
  });
}

const TAG = /<(\/?)([a-z][a-z0-9]*)[^>]*>/g;
const BLOCK = /^(p|li|h\d|blockquote|br|td|th|pre)$/;

/** The words of a post as it is kept, which is HTML of ours, and those in its quotations. */
function apart(html: string): { text: string; quotations: string } {
  const found = { text: '', quotations: '' };
  let [deep, from] = [0, 0];
  for (const { 0: tag, 1: closes, 2: name = '', index } of [
    ...html.matchAll(TAG),
    { 0: '', index: html.length },
  ] as RegExpExecArray[]) {
    found[deep > 0 ? 'quotations' : 'text'] += html.slice(from, index) + (BLOCK.test(name) ? '\n' : '');
    from = index + tag.length;
    if (name === 'blockquote') deep += closes ? -1 : 1;
  }
  return { text: readable(found.text), quotations: readable(found.quotations) };
}

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const readable = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name) return SIGNS[name] ?? all;
    return String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal));
  });
