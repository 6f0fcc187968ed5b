import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { engine } from 'express-handlebars';
import type { JWK } from 'jose';
import { newSigningKey } from './keys.ts';
import type { Lms, Site } from './lms.ts';
import { siteHome } from './pages/home.ts';
import { PageError } from './pages/place.ts';
import { PRESETS } from './presets/index.ts';
import { routes } from './routes.ts';
import { lmsOf } from './state.ts';
import { type Saved, type Storage, storageIn } from './storage.ts';
import { sendErrorPage } from './web.ts';

export interface PracticeLmsOptions {
  /** Where the preconfigured tool answers, e.g. `http://127.0.0.1:3000`. */
  toolUrl: string;
  /** Folder for `practice-lms.json`; without it everything stays in memory. */
  dataDir?: string;
  /** Scheme, host and port; may be set later through `site.origin`. */
  origin?: string;
  /** More students for the history course, to have several roster pages. */
  extraStudents?: number;
  /** Private keys to sign with, where none are kept in the folder; without them a new one is made. */
  keys?: JWK[];
}

export interface PracticeLms {
  app: Express;
  site: Site;
  /** The running presets by key, `canvas` and `moodle`. */
  presets: Record<string, Lms>;
  storage: Storage;
}

/** Assembles the practice LMS: loads or makes its state and key, and routes both presets. */
export async function createPracticeLms(options: PracticeLmsOptions): Promise<PracticeLms> {
  const current = (): Saved => ({
    keys: site.keys.saved,
    presets: Object.fromEntries(all.map((lms) => [lms.preset.key, lms.state])),
  });
  const storage = storageIn(options.dataDir, current);
  const saved = await storage.load();
  const keys = { saved: [...(saved?.keys ?? options.keys ?? [await newSigningKey()])] };
  const site: Site = { origin: options.origin ?? '', keys };
  const all = PRESETS.map((preset) => lmsOf(preset, site, options, storage, saved?.presets[preset.key]));
  storage.changed();
  return {
    app: assemble(all),
    site,
    presets: Object.fromEntries(all.map((lms) => [lms.preset.key, lms])),
    storage,
  };
}

function assemble(all: Lms[]): Express {
  const app = express();
  const views = join(import.meta.dirname, 'views');
  app.disable('x-powered-by');
  app.engine(
    'handlebars',
    engine({ layoutsDir: join(views, 'layouts'), partialsDir: join(views, 'partials') }),
  );
  app.set('view engine', 'handlebars');
  app.set('views', views);
  app.use('/public', express.static(join(import.meta.dirname, 'public')));
  app.get('/', siteHome(all));
  for (const lms of all) app.use(`/${lms.preset.key}`, routes(lms), notFound(lms), failed(lms));
  return app;
}

const notFound =
  (lms: Lms): express.RequestHandler =>
  (_req, res) =>
    sendErrorPage(lms, res, 'There is nothing at this address.', 404);

const failed =
  (lms: Lms): ErrorRequestHandler =>
  (error, _req, res, next) => {
    if (res.headersSent) return next(error);
    if (error instanceof PageError) return sendErrorPage(lms, res, error.message, error.status);
    const status = (error as { status?: number }).status ?? 500;
    if (status >= 500) console.error(error);
    sendErrorPage(
      lms,
      res,
      status >= 500 ? 'The practice LMS made a mistake.' : String(error.message),
      status,
    );
  };
