/** How long a page that somebody grades by goes without a look at what others have done, at most. */
const FOLLOW_MS = 20_000;

/**
 * While a grade is on its way to the gradebook, and where it is told what is left to grade, what the page says is kept up
 * to date. A page that names its state is told in a word where that is still so.
 */
export async function followDeliveries(wait = 1000): Promise<void> {
  const state = document.querySelector<HTMLElement>('[data-follow]')?.dataset.follow;
  const waits = document.querySelector('[data-live] .waiting') !== null && wait <= 60_000;
  if (state === undefined && !waits) return;
  await aWhile(wait);
  const headers: HeadersInit = state ? { 'If-None-Match': `"${state}"` } : {};
  const response = document.hidden ? null : await fetch(location.href, { headers }).catch(() => null);
  if (response?.ok) bringUpToDate(new DOMParser().parseFromString(await response.text(), 'text/html'));
  await followDeliveries(waits ? wait * 1.5 : FOLLOW_MS);
}

function bringUpToDate(page: Document): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const now = page.getElementById(part.id);
    if (!now) continue;
    if (now.dataset.follow !== undefined) part.dataset.follow = now.dataset.follow;
    // What did not change stays, and with it the reader's place.
    if (now.innerHTML !== part.innerHTML) replace(part, now.innerHTML);
  }
}

/** Whoever is at a link or button in it stays there; where that is gone, at what has changed. */
function replace(part: HTMLElement, html: string): void {
  const reached = () => [...part.querySelectorAll<HTMLElement>('a, button')];
  const before = reached();
  const at = before.indexOf(document.activeElement as HTMLElement);
  part.innerHTML = html;
  if (at < 0) return;
  const after = reached();
  const same = after.find(({ textContent }) => textContent === before[at]?.textContent);
  const there = same ?? (after.length === before.length ? after[at] : undefined) ?? part;
  if (there === part) part.tabIndex = -1;
  there.focus({ preventScroll: true });
}

/** So long, or until somebody comes back to the page. */
function aWhile(wait: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      resolve();
    };
    const seen = () => document.hidden || end();
    const timer = setTimeout(end, wait);
    document.addEventListener('visibilitychange', seen);
  });
}
