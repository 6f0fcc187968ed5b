import express, { type Express } from 'express';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';
import { createLti } from './lti/index.ts';
import { createMailer } from './mail/index.ts';
import { type Connection, createStore } from './store/index.ts';
import { startHealthNotes } from './usecases/noteHealth.ts';
import { ensureKey } from './usecases/rotateKeys.ts';
import { startDeliveries } from './usecases/runDeliveries.ts';
import { startMail } from './usecases/runMail.ts';
import { startSweeping } from './usecases/sweepFiles.ts';
import { errorPage, nothingHere } from './web/errors.ts';
import { mailWords } from './web/mailWords.ts';
import type { Pages } from './web/pages.ts';
import { routes } from './web/routes.ts';
import { securityHeaders } from './web/security.ts';
import { speakAsAsked } from './web/speaking.ts';
import { useViews } from './web/views.ts';

export interface Assembled {
  app: Express;
  tool: Pages;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

/** Puts the tool together on an open database. `worker` names this process among those that deliver grades. */
export async function assemble(
  { mail = null, ...config }: Pick<Config, 'baseUrl' | 'secret'> & Partial<Pick<Config, 'mail'>>,
  connection: Connection,
  logger: Logger,
  {
    worker = `${process.pid}`,
    now = () => new Date(),
    lmsTimeoutMs,
  }: { worker?: string; now?: () => Date; lmsTimeoutMs?: number } = {},
): Promise<Assembled> {
  const store = createStore(connection, config.secret, mail !== null);
  await store.buildIndexes();
  if (!mail) await store.members.forgetAddresses();
  await ensureKey(store, now());
  const { platforms, logins, ltijsDatabase, accessTokens } = store;
  const { baseUrl, secret } = config;
  const dropToken = accessTokens.drop;
  const needs = { baseUrl, secret, platforms, logins, ltijsDatabase, dropToken, now };
  const lti = createLti({ ...needs, asksForEmail: mail !== null, timeoutMs: lmsTimeoutMs });
  const mailer = mail && createMailer(mail);
  const health = startHealthNotes(store, logger);
  const parts = { store, lti, mailer, health, baseUrl, logger, now };
  const deliveries = startDeliveries(parts, worker);
  const mailRun = startMail({ ...parts, wordsOf: mailWords }, worker);
  const sweeping = startSweeping({ store, logger, now });
  const tool: Pages = { ...parts, deliveries, mail: mailRun };
  const stop = async () => {
    await Promise.all([deliveries.stop(), mailRun.stop()]);
    await sweeping.stop();
    await health.stop();
  };
  return { app: pages(tool), tool, stop };
}

function pages(tool: Pages): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // No cache keeps a page (see `securityHeaders`), so that a hash of each would be asked for by nobody.
  app.set('etag', false);
  app.use(securityHeaders());
  app.use(speakAsAsked);
  useViews(app);
  app.use(routes(tool));
  app.use(nothingHere);
  app.use(errorPage(tool));
  return app;
}
