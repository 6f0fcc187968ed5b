import { LaunchRefused } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Session } from '../store/sessions.ts';

/** Time to press one button. */
const LIFETIME_MS = 10 * 60 * 1000;

/**
 * A code with which whoever has this session may go on in a tab of its own. A frame's cookie is not sent there: browsers
 * keep what is stored in a frame apart, by the site around it.
 */
export async function tabCodeFor(store: Store, session: Session, path: string, now: Date): Promise<string> {
  return store.tabCodes.add({
    sessionId: session.id,
    path,
    expiresAt: new Date(now.getTime() + LIFETIME_MS),
  });
}

/**
 * Begins a session like the one that the code is of, for the browser that brings it. It ends when that one would have
 * ended at the latest; the frame keeps its own.
 * @throws LaunchRefused where the code is used, lapsed or invented, or its session over
 */
export async function moveToTab(
  store: Store,
  code: string,
  { browser, browsers }: { browser: string; browsers: string[] },
  now: Date,
): Promise<{ session: Session; path: string }> {
  const leave = await store.tabCodes.take(code, now);
  const session = leave && (await store.sessions.alive(leave.sessionId, now));
  if (!session) throw new LaunchRefused('held', 'no session waits for this code: used, lapsed or invented');
  if (!session.testUser) await store.sessions.endOfOthers(browsers, session);
  return { session: await store.sessions.beginIn(browser, session, now), path: leave.path };
}
