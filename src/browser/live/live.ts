import { openAround } from '../branches.ts';
import { focusOn } from '../posts.ts';
import { barIn } from './bar.ts';
import { closeHere } from './closing.ts';
import { articleOf, emptyOut, isSame, itemOf, saysTheSame, update } from './items.ts';
import { bringIn } from './merge.ts';
import { isBeingRead, isInSight, keepPlace } from './place.ts';
import { type Change, poll } from './polling.ts';
import { counted, type Words } from './words.ts';

/**
 * Tells what came while the page is open, and brings it in when asked to. Of what is shown, what was deleted goes at
 * once; what was edited changes as soon as nobody looks at it, or when asked to.
 */
export function follow(element: HTMLElement): void {
  const { from = '', since } = element.dataset;
  const words: Words = JSON.parse(element.dataset.words ?? '{}');
  const bar = barIn(element);
  /** What is new, by its label, and whether somebody has been told. */
  const news = new Map<string, Change>();
  /** What is shown as it was before: its post here, and as it is now. */
  const outdated = new Map<Element, Element>();
  /** The same of those whose words are as they were: nobody is told, and only somebody who works in one is waited for. */
  const quiet = new Map<Element, Element>();
  /** What came first, here or at an address of its own, once it has been brought in. */
  let goTo: Element | string | null = null;
  let announced = false;

  poll(from, Number(since), {
    ended() {
      news.clear();
      outdated.clear();
      quiet.clear();
      goTo = null;
      bar.offer(words.close);
      bar.say(words.ended);
    },
    async heard(changes) {
      const shown = changes.filter((change) => note(change));
      if (shown.length > 0) await refresh(shown);
      for (const [old, fresh] of outdated) if (!isBeingRead(old)) bringUpToDate(old, fresh);
      for (const [old, fresh] of quiet) if (!old.contains(document.activeElement)) bringUpToDate(old, fresh);
      tell();
    },
  });
  addEventListener('scroll', seen, { passive: true });
  bar.button.addEventListener('click', () => {
    if (news.size + outdated.size > 0) return bring();
    bar.say('');
    return goToFirst();
  });

  /** @returns whether it is of something that the page shows */
  function note(change: Change): boolean {
    const label = `${change.thread}.${change.reply ?? 0}`;
    const isShown = itemOf(document, change) !== null;
    if (change.what === 'new' && !isShown) news.set(label, change);
    if (change.what === 'gone') news.delete(label);
    return isShown && change.what !== 'new';
  }

  async function refresh(changes: Change[]): Promise<void> {
    const page = await fetchPage();
    for (const change of changes) {
      const old = itemOf(document, change);
      const fresh = page && itemOf(page, change);
      if (!old || (fresh && isSame(old, fresh))) continue;
      if (change.what === 'gone') bringUpToDate(old, fresh);
      else if (fresh) (saysTheSame(old, fresh) ? quiet : outdated).set(old, fresh);
    }
    const closed = page && closeHere(page);
    if (closed) bar.announce(closed);
  }

  function bringUpToDate(old: Element, fresh: Element | null): void {
    outdated.delete(old);
    quiet.delete(old);
    keepPlace(() => (fresh ? update(old, fresh) : emptyOut(old, words.gone)));
  }

  function tell(): void {
    const all = [...news.values()];
    const replies = all.filter(({ reply }) => reply !== null).length;
    const parts = [
      all.length > replies ? counted(words.posts, all.length - replies) : '',
      replies > 0 ? counted(words.replies, replies) : '',
      outdated.size > 0 ? counted(words.edits, outdated.size) : '',
    ].filter((part) => part !== '');
    if (parts.length > 0) goTo = null;
    if (goTo === null) bar.offer(parts.join(' · '));
    if (parts.length === 0) return;
    if (!announced) bar.announce(parts.join(', '));
    announced = true;
  }

  async function bring(): Promise<void> {
    const page = await fetchPage();
    if (!page) return bar.say(words.failed);
    const asked = askedHere();
    let came: Element[] = [];
    keepPlace(() => {
      came = bringIn(page);
    });
    const [first] = came;
    const [elsewhere] = news.values();
    const [edited] = outdated.keys();
    news.clear();
    outdated.clear();
    quiet.clear();
    announced = false;
    goTo = first ?? (elsewhere && addressOf(elsewhere)) ?? null;
    bar.say('');
    bar.offer(goTo ? words.first : '');
    // What is asked may stand otherwise now.
    const parts = [goTo ? words.shown : '', askedHere() === asked ? '' : askedHere()];
    bar.announce(parts.filter((part) => part !== '').join(' '));
    // The button goes where it leads nowhere else; its focus goes to what it was about.
    if (first && isInSight(first)) goToFirst();
    else if (!goTo && edited) focusOn(articleOf(edited));
    document.dispatchEvent(new CustomEvent('rejoinder:came', { detail: came }));
  }

  function goToFirst(): void {
    if (typeof goTo === 'string') location.assign(goTo);
    else if (goTo) {
      openAround(goTo);
      if (!isInSight(goTo)) goTo.scrollIntoView({ block: 'start' });
      focusOn(articleOf(goTo));
    }
    goTo = null;
    bar.offer('');
  }

  /** Whoever came to it by themselves needs no button for it. */
  function seen(): void {
    const isSeen = goTo instanceof Element && isInSight(goTo);
    if (!isSeen || document.activeElement === bar.button) return;
    goTo = null;
    bar.offer('');
  }

  const base = from.replace(/\/live.*/, '');
  const addressOf = ({ thread, reply }: Change) =>
    `${base}/posts/${thread}${reply === null ? '' : `?at=${reply}#reply-${reply}`}`;
}

/** What is left to do for the reader, and what they have reached. */
const askedHere = (): string =>
  [...document.querySelectorAll('.far > *')].map(({ textContent }) => `${textContent}.`).join(' ');

/** This page as it is now; null where it cannot be had. */
async function fetchPage(): Promise<Document | null> {
  const address = new URL(location.href);
  // What was just done has been told.
  for (const told of ['done', 'count']) address.searchParams.delete(told);
  const response = await fetch(address).catch(() => null);
  // A thread of which nothing is left is a page as well.
  if (!response?.ok && response?.status !== 404) return null;
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}
