import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Express, RequestHandler, Response } from 'express';
import { engine } from 'express-handlebars';
import type { HelperOptions } from 'handlebars';
import { ASSETS, serveAssets } from './assets.ts';
import { languageOf } from './speaking.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One for the whole process, since it keeps what it has compiled. */
const handlebars = engine({ extname: '.hbs', defaultLayout: 'page', helpers: { t: translate } });

/** Handlebars views with the language catalogue at hand: `{{t "key" count=3}}`. */
export function useViews(app: Express): void {
  app.engine('.hbs', handlebars);
  app.set('view engine', '.hbs');
  app.set('views', join(ROOT, 'views'));
  app.set('view cache', true);
  app.use(serveAssets());
}

/** At an address that does not change with the assets: LMSs keep it. */
export const icon: RequestHandler = (_request, response) => {
  response.set('Cache-Control', 'public, max-age=86400').sendFile(join(ROOT, 'public/icon.svg'), {
    cacheControl: false,
  });
};

function translate(key: string, options: HelperOptions): string {
  return options.data.root.language.t(key, options.hash);
}

/** Shows a view in the page layout, in the visit's language. `title` is the page's; the rest is the view's. */
export function show(
  response: Response,
  view: string,
  data: { title: string } & Record<string, unknown>,
): void {
  const language = languageOf(response);
  const title = response.statusCode === 422 ? language.t('error.inTitle', data) : data.title;
  const { looking } = response.locals;
  const pageTitle = looking ? language.t('roles.looking.inTitle', { title, name: looking.name }) : title;
  response.render(view, { language, assets: ASSETS, ...data, pageTitle });
}
