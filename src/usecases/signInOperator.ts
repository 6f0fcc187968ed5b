import type { Store } from '../store/index.ts';

/** A link that signs an operator in, once, within a quarter of an hour. Whoever has it is the operator. */
export async function makeSignInLink(
  { store, baseUrl }: { store: Store; baseUrl: string },
  now: Date,
): Promise<string> {
  const code = await store.signInLinks.add(now);
  const entry = { action: 'operator.link-made', platformId: null, facts: {} };
  await store.audit.add({ at: now, by: 'cli', ...entry });
  return `${baseUrl}/admin/sign-in?code=${code}`;
}

/**
 * Begins a session, and ends the one that the browser had.
 * @returns false where the link was used, has lapsed or never was
 */
export async function signInOperator(
  store: Store,
  code: string,
  { before, session }: { before: string; session: string },
  now: Date,
): Promise<boolean> {
  if (!(await store.signInLinks.take(code, now))) return false;
  await store.operatorSessions.end(before);
  await store.operatorSessions.begin(session, now);
  const entry = { action: 'operator.signed-in', platformId: null, facts: {} };
  await store.audit.add({ at: now, by: 'operator', ...entry });
  return true;
}

export async function signOutOperator(store: Store, session: string, now: Date): Promise<void> {
  await store.operatorSessions.end(session);
  const entry = { action: 'operator.signed-out', platformId: null, facts: {} };
  await store.audit.add({ at: now, by: 'operator', ...entry });
}
