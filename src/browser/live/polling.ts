import { type Pace, waitOf } from './pace.ts';

/** A post, or a reply by its number in the thread, and what became of it. */
export interface Change {
  thread: number;
  reply: number | null;
  what: 'new' | 'changed' | 'gone';
}
interface Listener {
  /** Called after every answer, with nothing where nothing changed. */
  heard(changes: Change[]): Promise<void>;
  /** The session is over: nothing more will be heard. */
  ended(): void;
}

const ACTIVITY = ['pointerdown', 'keydown', 'scroll'] as const;
const SOON_MS = 5_000;
const PATIENCE_MS = 20_000;

/** Asks what changed for as long as the page is in sight, and at once when it is again or the network is back. */
export function poll(from: string, start: number, { heard, ended }: Listener): void {
  let since = start;
  let tag: string | null = null;
  let pace: Pace = { quiet: 0, failures: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;
  let askedAt = performance.now();
  let over = false;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    if (over || asking || document.hidden) return;
    askedAt = performance.now();
    asking = new AbortController();
    const tooLong = setTimeout(() => asking?.abort(), PATIENCE_MS);
    try {
      await hear(await fetch(address(), { signal: asking.signal, redirect: 'manual', headers: tagged() }));
    } catch {
      pace = { ...pace, failures: pace.failures + 1 };
    } finally {
      clearTimeout(tooLong);
      asking = null;
    }
    wait();
  }

  const address = () => `${from}${from.includes('?') ? '&' : '?'}since=${since}`;
  const tagged = (): HeadersInit => (tag ? { 'If-None-Match': tag } : {});

  async function hear(response: Response): Promise<void> {
    if ([401, 403, 404].includes(response.status)) {
      over = true;
      return ended();
    }
    if (response.status !== 304 && !response.ok) throw new Error(`${response.status}`);
    const told: { since: number; changes: Change[] } =
      response.status === 304 ? { since, changes: [] } : await response.json();
    ({ since } = told);
    if (response.ok) tag = response.headers.get('ETag');
    pace = { quiet: told.changes.length > 0 ? 0 : pace.quiet + 1, failures: 0 };
    await heard(told.changes);
  }

  function wait(): void {
    clearTimeout(timer);
    if (!over && !document.hidden) timer = setTimeout(ask, waitOf(pace, Math.random()));
  }

  function wake(): void {
    pace = { quiet: 0, failures: 0 };
    if (document.hidden) clearTimeout(timer);
    else ask();
  }

  document.addEventListener('visibilitychange', wake);
  addEventListener('online', wake);
  addEventListener('pageshow', ({ persisted }) => persisted && wake());
  // Somebody is here: soon again, however quiet it was. While nobody answers, the wait stays as long as it is.
  const active = () => {
    const wasQuiet = pace.quiet > 0;
    pace = { ...pace, quiet: 0 };
    if (wasQuiet && pace.failures === 0 && performance.now() - askedAt > SOON_MS) ask();
  };
  for (const name of ACTIVITY) addEventListener(name, active, { passive: true });
  wait();
}
