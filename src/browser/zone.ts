/** A new discussion is meant in the zone of whoever sets it up. */
export function chooseOwnZone(): void {
  const zones = document.querySelector<HTMLSelectElement>('select[data-browser-zone]');
  if (zones?.value !== 'UTC') return;
  const here = ownZone();
  if ([...zones.options].some(({ value }) => value === here)) zones.value = here;
}

/**
 * Tells the server where the reader is (`src/web/ownZone.ts`), for the times beside those of the discussion. The page that is
 * open was made before it knew: its times come once more.
 */
export async function tellOwnZone(): Promise<void> {
  const [cookie, isVisit] = [`rejoinder-zone=${ownZone()}`, document.body.dataset.say !== undefined];
  if (!isVisit || isKept(cookie)) return;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser
  document.cookie = `${cookie}; Path=/; Max-Age=31536000; Secure; SameSite=None; Partitioned`;
  if (!isKept(cookie)) return;
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok && !answer.redirected)
    renewTimes(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const isKept = (cookie: string) => document.cookie.split('; ').includes(cookie);

const WITH_TIMES = 'main time, main .facts > span, main .next, .aside';

function renewTimes(fresh: Document): void {
  const [olds, freshes] = [document, fresh].map((page) => [...page.querySelectorAll(WITH_TIMES)]);
  if (!olds || !freshes || olds.length !== freshes.length) return;
  for (const [index, old] of olds.entries()) {
    const now = freshes[index];
    if (now && old.textContent !== now.textContent && !old.contains(document.activeElement))
      old.replaceChildren(...now.childNodes);
  }
}
