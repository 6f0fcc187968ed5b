import type { RequestHandler } from 'express';
import type { Pages } from './pages.ts';

/** The process is up. */
export const healthz: RequestHandler = (_request, response) => {
  response.json({ status: 'up' });
};

/** Launches and grades would work now: the database answers, and the signing key opens under our secret. */
export function readyz({ store }: Pages): RequestHandler {
  return async (_request, response) => {
    const [database, signingKey] = await Promise.all([soon(store.isReachable()), soon(keyOpens(store))]);
    const ready = database && signingKey;
    response.status(ready ? 200 : 503).json({ status: ready ? 'ready' : 'not ready', database, signingKey });
  };
}

/** A database that hangs is as good as none: whoever asks wants to know now. */
function soon(answer: Promise<boolean>): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(resolve, 3_000, false).unref());
  return Promise.race([answer, late]);
}

async function keyOpens(store: Pages['store']): Promise<boolean> {
  try {
    return (await store.keys.current()) !== null;
  } catch {
    return false;
  }
}
