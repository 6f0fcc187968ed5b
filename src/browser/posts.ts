import { openAround } from './branches.ts';

/** A post or reply on its thread's page, known by its number there; the post's is 0. */
const POST = 'article[data-number]';

export const postsHere = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(POST)];
export const postAround = (element: Element | null): HTMLElement | null =>
  element?.closest<HTMLElement>(POST) ?? null;
export const postNumbered = (number: number): HTMLElement | null =>
  document.querySelector(`article[data-number="${number}"]`);
/** The post that a place in an address names. */
export function postAt(hash: string): HTMLElement | null {
  const place = /^#(?:post|reply-(\d+))$/.exec(hash);
  return place && postNumbered(Number(place[1] ?? 0));
}
export const numberOf = (post: HTMLElement): number => Number(post.dataset.number);
export const isUnread = (post: HTMLElement): boolean => 'unread' in post.dataset;

export function isInSight(element: Element): boolean {
  const { top, bottom, height } = element.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < innerHeight;
}

/** Moves the focus there, so that screen readers say what it is, and keys go on from it. */
export function focusOn(element: HTMLElement | null): void {
  if (!element) return;
  element.tabIndex = -1;
  element.focus({ preventScroll: true });
}

/** Brings a post in sight, and the focus to it. */
export function goTo(post: HTMLElement): void {
  openAround(post);
  focusOn(post);
  // At once: whoever goes on quickly goes on from there.
  const { top, bottom } = post.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) post.scrollIntoView({ block: 'start', behavior: 'instant' });
  // A frame that is half out of sight is brought there.
  document.dispatchEvent(new Event('rejoinder:went'));
}
