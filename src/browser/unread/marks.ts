import { numberOf } from '../posts.ts';

/** What was seen goes out together, a little later. */
const SOON_MS = 2000;

/** What the server says once something was marked: how much is left, in words. */
interface Answer {
  left: string;
}
interface UnreadAgain extends Answer {
  /** The numbers that are unread in the thread now. */
  unread: number[];
  said: string;
}

/** Keeps what was read: soon, or when the page is left. */
export function marksAt(onward: HTMLElement, csrf: string) {
  const { reads: action = '' } = onward.dataset;
  const count = onward.querySelector<HTMLElement>('.unread-count');
  let waiting = new Set<number>();
  let soon: ReturnType<typeof setTimeout> | undefined;

  const bodyOf = (numbers: Iterable<number>) => new URLSearchParams({ csrf, read: [...numbers].join(' ') });

  async function send(anyway = false): Promise<void> {
    clearTimeout(soon);
    if (waiting.size === 0 && !anyway) return;
    const sent = waiting;
    waiting = new Set();
    const answer = await post<Answer>(action, bodyOf(sent));
    if (answer) show(answer);
    // With the next ones, then.
    else for (const number of sent) waiting.add(number);
  }

  function show({ left }: Answer): void {
    if (count) count.textContent = left;
  }

  function leave(): void {
    if (waiting.size > 0) navigator.sendBeacon(action, bodyOf(waiting));
    waiting = new Set();
  }
  // Before the next page is asked for, so that it knows; some browsers tell of leaving only after.
  document.addEventListener('click', ({ target }) => (target as Element).closest('a[href]') && leave());
  for (const leaving of ['beforeunload', 'pagehide']) addEventListener(leaving, leave);
  document.addEventListener('visibilitychange', () => document.hidden && leave());

  return {
    send,
    read(post: HTMLElement): void {
      waiting.add(numberOf(post));
      clearTimeout(soon);
      soon = setTimeout(send, SOON_MS);
    },
    async unread(address: string): Promise<UnreadAgain | null> {
      await send();
      const answer = await post<UnreadAgain>(address, new URLSearchParams({ csrf }));
      if (answer) show(answer);
      return answer;
    },
  };
}
export type Marks = ReturnType<typeof marksAt>;

async function post<A>(address: string, body: URLSearchParams): Promise<A | null> {
  const options = { method: 'POST', headers: { accept: 'application/json' }, body, keepalive: true };
  const answer = await fetch(address, options).catch(() => null);
  return answer?.ok ? answer.json() : null;
}
