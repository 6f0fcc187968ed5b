import { goTo, isInSight, isUnread, numberOf, postAround, postAt, postsHere } from '../posts.ts';
import { tell } from '../status.ts';
import type { Marks } from './marks.ts';

type Answer = { href: string; said?: undefined } | { href?: undefined; said: string };

/** On to what is unread below, then in other threads; where nothing is left, that is said and nothing moves. */
export function goToNextUnread(onward: HTMLElement, marks: Marks): void {
  let gone: HTMLElement | null = null;
  document.addEventListener('click', async (event) => {
    const isNext = (event.target as Element).closest('a[data-next]') !== null;
    const link = onward.querySelector<HTMLAnchorElement>('a[data-next]');
    // With a key held down somebody wants a tab, and gets it.
    if (!isNext || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next = below(postAround(document.activeElement) ?? (gone && isInSight(gone) ? gone : null));
    if (next) visit(next);
    else await elsewhere(link);
  });

  function visit(post: HTMLElement): void {
    gone = post;
    goTo(post);
  }

  async function elsewhere({ href }: HTMLAnchorElement): Promise<void> {
    await marks.send();
    const last = postsHere().at(-1);
    const address = new URL(href);
    const thread = address.searchParams.get('after')?.split('.')[0];
    if (last) address.searchParams.set('after', `${thread}.${numberOf(last)}`);
    const response = await fetch(address, { headers: { accept: 'application/json' } }).catch(() => null);
    // What is wrong is said by the page that the link leads to.
    if (!response?.ok) return location.assign(href);
    const answer: Answer = await response.json();
    if (answer.said !== undefined) return tell(answer.said);
    const here = placeHere(new URL(answer.href, location.href));
    if (here) visit(here);
    else location.assign(answer.href);
  }
}

/** The first unread one after this; without this, from the first in sight on. */
function below(current: HTMLElement | null): HTMLElement | undefined {
  const posts = postsHere();
  const from = current ? posts.indexOf(current) + 1 : posts.findIndex(isInSight);
  return posts.slice(Math.max(0, from)).find(isUnread);
}

const placeHere = ({ pathname, hash }: URL): HTMLElement | null =>
  pathname === location.pathname ? postAt(hash) : null;
