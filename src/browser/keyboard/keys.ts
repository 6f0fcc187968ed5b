import { goTo, isInSight, postAround, postsHere } from '../posts.ts';

/**
 * Single keys, as long as nobody writes: `j` and `k` go from post to post, every other one does what the page marks
 * with it, first of all in the post that has the focus.
 */
export function followKeys(): void {
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (document.body.dataset.keys !== 'on' || isTaken(event) || isWriting(target as Element)) return;
    if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
    else if (!press(key)) return;
    event.preventDefault();
  });
}

const isTaken = (event: KeyboardEvent): boolean =>
  event.defaultPrevented ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  event.isComposing ||
  event.repeat ||
  document.querySelector('dialog[open]') !== null;

const isWriting = (target: Element): boolean =>
  target.closest(
    'input:not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])',
  ) !== null;

/** @returns whether there is something to press */
function press(key: string): boolean {
  const marked = `[data-key="${CSS.escape(key)}"]`;
  const here = stopAround(document.activeElement);
  // A button that is about what is selected comes before all others of its key.
  const selected = document.querySelector<HTMLElement>(`button[data-quote]:not([hidden])${marked}`);
  const element =
    selected ?? here?.querySelector<HTMLElement>(marked) ?? document.querySelector<HTMLElement>(marked);
  // What belongs to a post is meant of the one that has the focus, and of no other.
  if (!element || (element !== selected && (stopAround(element) ?? here) !== here)) return false;
  if (element instanceof HTMLInputElement && element.type === 'radio') chosenOf(element).focus();
  else if (element instanceof HTMLInputElement) element.select();
  else if (element instanceof HTMLTextAreaElement) element.focus();
  else element.click();
  return true;
}

/** Of buttons of which one is chosen, that one. */
const chosenOf = (radio: HTMLInputElement): HTMLInputElement =>
  radio.closest('fieldset')?.querySelector<HTMLInputElement>('input[type=radio]:checked') ?? radio;

/** What one goes through by `j` and `k`: posts in a thread, the lines of a list. */
const stops = (): HTMLElement[] => {
  const posts = postsHere();
  const lines = document.querySelectorAll<HTMLElement>('.post > article');
  return (posts.length > 0 ? posts : [...lines]).filter((one) => one.checkVisibility());
};
const stopAround = (element: Element | null): HTMLElement | null =>
  postAround(element) ?? element?.closest<HTMLElement>('.post > article') ?? null;

function move(by: 1 | -1): void {
  const all = stops();
  const here = stopAround(document.activeElement);
  const first = all.findIndex(isInSight);
  const next = all[here ? all.indexOf(here) + by : Math.max(0, first)];
  if (next && postAround(next)) goTo(next);
  else next?.querySelector<HTMLElement>('h3 a, h4 a')?.focus();
}
