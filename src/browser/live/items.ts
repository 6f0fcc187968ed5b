import { focusOn } from '../posts.ts';

/** Where a post or reply stands on a page: whole in its thread, or as a line of a list. */
export function itemOf(
  page: Document,
  { thread, reply }: { thread: number; reply: number | null },
): Element | null {
  if (page.getElementById('post')) return page.getElementById(reply === null ? 'post' : `reply-${reply}`);
  const label = reply === null ? `${thread}` : `${thread}.${reply}`;
  return page.getElementById(`post-${label}`)?.closest('li') ?? null;
}

/** What a reply or a line of a list is known by on every page that shows it. */
export const idOf = (item: Element): string => item.id || (item.querySelector('[id]')?.id ?? '');

export const articleOf = (item: Element): HTMLElement | null =>
  item.matches('article') ? (item as HTMLElement) : item.querySelector(':scope > article');

/** A post's words and what stands with them. What other scripts put beside these is let alone. */
const PARTS = [
  'h1',
  'h3',
  'h4',
  '.by',
  '.answers',
  '.attention',
  '.text',
  '.gone',
  '.excerpt',
  '.acts',
  '.facts',
];

const partsOf = (item: Element) => [...(articleOf(item)?.children ?? [])].filter((part) => kindOf(part));
const kindOf = (part: Element) => PARTS.find((selector) => part.matches(selector));
/** As it was sent: what is opened or closed since makes no difference. */
const htmlOf = ({ outerHTML }: Element) => outerHTML.replaceAll(' open=""', '');

export const isSame = (old: Element, fresh: Element): boolean =>
  partsOf(old).map(htmlOf).join() === partsOf(fresh).map(htmlOf).join();

/** A post's words themselves. Locked, pinned, or found helpful, it says what it said. */
const WORDS = 'h1, h3, h4, .attention, .text, .gone, .excerpt';
const wordsOf = (item: Element) => partsOf(item).filter((part) => part.matches(WORDS));

export const saysTheSame = (old: Element, fresh: Element): boolean =>
  wordsOf(old).map(htmlOf).join() === wordsOf(fresh).map(htmlOf).join();

/** Makes a post say what the fresh one says. A focus that was in what is replaced goes to the post. */
export function update(old: Element, fresh: Element): void {
  const [article, freshArticle] = [articleOf(old), articleOf(fresh)];
  if (!article || !freshArticle || isSame(old, fresh)) return;
  const hadFocus = article.contains(document.activeElement);
  old.classList.toggle('gone', fresh.classList.contains('gone'));
  replaceParts(article, partsOf(old), partsOf(fresh));
  if (hadFocus && !article.contains(document.activeElement)) focusOn(article);
}

function replaceParts(article: Element, olds: Element[], freshes: Element[]): void {
  const left = new Set(olds);
  let last: Element | null = null;
  for (const fresh of freshes) {
    const old = [...left].find((one) => kindOf(one) === kindOf(fresh));
    if (old) left.delete(old);
    if (old && htmlOf(old) === htmlOf(fresh)) last = old;
    else {
      if (old) old.replaceWith(fresh);
      else if (last) last.after(fresh);
      else article.prepend(fresh);
      last = fresh;
    }
  }
  for (const old of left) old.remove();
}

/** A post whose page is gone has nothing fresh to say: its words go, and that they went is said. */
export function emptyOut(item: Element, words: string): void {
  const [text, ...rest] = partsOf(item).filter((part) => part.matches('.text, .acts, .facts'));
  if (text) {
    text.className = 'gone';
    text.textContent = words;
  }
  for (const part of rest) part.remove();
}
