import type { Response } from 'express';
import { type FieldErrors, InvalidInput } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { registerPlatform, toolAddresses } from '../usecases/registerPlatform.ts';
import type { Operator, OperatorHandler } from './operator.ts';
import type { Pages } from './pages.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';

const FIELDS = ['name', 'issuer', 'clientId', 'authUrl', 'tokenUrl', 'jwksUrl', 'deployments'] as const;
type Typed = Record<(typeof FIELDS)[number], string> & { learnsDeployments: boolean };

/** Registration by hand: what the LMS has to be told, and what it tells. */
export const registerPage: OperatorHandler = async (tool, operator, _request, response) => {
  showForm(tool, operator, response, { typed: typedForm({}) });
};

export const register: OperatorHandler = async (tool, operator, request, response) => {
  const { store } = tool;
  const typed = typedForm(request.body);
  const details = detailsOf(typed);
  try {
    const platform = await registerPlatform(store, details, 'operator', operator.now);
    if (platform) return response.redirect(303, `/admin/platforms/${platform.id}?done=registered`);
    const known = await store.platforms.find(details.issuer, details.clientId);
    showForm(tool, operator, response.status(422), { typed, known });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    showForm(tool, operator, response.status(422), { typed, errors: sentencesFor(error) });
  }
};

function detailsOf({ name, deployments, ...rest }: Typed) {
  const lines = deployments.split(/\r?\n/).flatMap((line) => line.trim() || []);
  return { ...rest, ...(name ? { name } : {}), deployments: lines };
}

function sentencesFor({ errors }: InvalidInput): FieldErrors {
  return Object.fromEntries(Object.keys(errors).map((field) => [field, `admin.register.error.${field}`]));
}

function typedForm(body: Record<string, unknown>): Typed {
  const typed = typedIn(body, FIELDS);
  for (const name of FIELDS) typed[name] = typed[name].trim();
  return { ...typed, learnsDeployments: body.learnsDeployments !== undefined };
}

interface Shown {
  typed: Typed;
  errors?: FieldErrors;
  /** The LMS that is registered with this issuer and client id. */
  known?: Platform | null;
}

function showForm(
  { baseUrl }: Pages,
  { csrf, language }: Operator,
  response: Response,
  { typed, errors = {}, known = null }: Shown,
): void {
  const { t } = language;
  const canvasJson = `${baseUrl}/lti/config/canvas.json`;
  const ours = Object.entries({ ...toolAddresses(baseUrl), canvasJson });
  const fields = FIELDS.filter((name) => name !== 'deployments').map((name) => ({
    name,
    label: `admin.register.${name}`,
    hint: t(`admin.register.hint.${name}`),
    value: typed[name],
    error: errors[name],
  }));
  show(response, 'admin/register', {
    layout: 'admin',
    title: t('admin.register.title'),
    csrf,
    ours: ours.map(([name, value]) => ({ id: `our-${name}`, label: t(`admin.register.our.${name}`), value })),
    canvasJson,
    fields,
    typed,
    errors,
    hasErrors: Object.keys(errors).length > 0,
    known: known && { name: known.name, href: `/admin/platforms/${known.id}` },
  });
}
