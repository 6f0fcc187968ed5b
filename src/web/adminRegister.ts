import type { Response } from 'express';
import type { Platform } from '../domain/platform.ts';
import { platformDetails, registerPlatform, toolAddresses } from '../usecases/registerPlatform.ts';
import type { Operator, OperatorHandler } from './operator.ts';
import type { Pages } from './pages.ts';
import { show } from './views.ts';

const FIELDS = ['name', 'issuer', 'clientId', 'authUrl', 'tokenUrl', 'jwksUrl', 'deployments'] as const;
type Typed = Record<(typeof FIELDS)[number], string> & { learnsDeployments: boolean };

/** Registration by hand: what the LMS has to be told, and what it tells. */
export const registerPage: OperatorHandler = async (tool, operator, _request, response) => {
  showForm(tool, operator, response, { typed: typedIn({}) });
};

export const register: OperatorHandler = async (tool, operator, request, response) => {
  const typed = typedIn(request.body);
  const details = detailsOf(typed);
  const errors = errorsIn(details);
  const platform =
    errors === null ? await registerPlatform(tool.store, details, operator.now, 'operator') : null;
  if (platform) return response.redirect(303, `/admin/platforms/${platform.id}?done=registered`);
  const known = errors ? null : await tool.store.platforms.find(details.issuer, details.clientId);
  response.status(422);
  showForm(tool, operator, response, { typed, errors, known });
};

function detailsOf({ name, deployments, ...rest }: Typed) {
  const lines = deployments.split(/\r?\n/).flatMap((line) => line.trim() || []);
  return { ...rest, ...(name ? { name } : {}), deployments: lines };
}

/** Field name to catalogue key; null where nothing is wrong. */
function errorsIn(details: ReturnType<typeof detailsOf>): Record<string, string> | null {
  const parsed = platformDetails.safeParse(details);
  const fields = parsed.error?.issues.map(({ path }) => String(path[0])) ?? [];
  // Nobody could launch.
  if (details.deployments.length === 0 && !details.learnsDeployments) fields.push('deployments');
  const errors = fields.map((field) => [field, `admin.register.error.${field}`]);
  return errors.length > 0 ? Object.fromEntries(errors) : null;
}

function typedIn(body: Record<string, unknown>): Typed {
  const text = (value: unknown) => (typeof value === 'string' ? value.trim() : '');
  const typed = Object.fromEntries(FIELDS.map((name) => [name, text(body[name])])) as Omit<
    Typed,
    'learnsDeployments'
  >;
  return { ...typed, learnsDeployments: body.learnsDeployments !== undefined };
}

interface Shown {
  typed: Typed;
  errors?: Record<string, string> | null;
  /** The LMS that is registered with this issuer and client id. */
  known?: Platform | null;
}

function showForm(
  { baseUrl }: Pages,
  { csrf, language }: Operator,
  response: Response,
  { typed, errors = null, known = null }: Shown,
): void {
  const { t } = language;
  const canvasJson = `${baseUrl}/lti/config/canvas.json`;
  const ours = Object.entries({ ...toolAddresses(baseUrl), canvasJson });
  const fields = FIELDS.filter((name) => name !== 'deployments').map((name) => ({
    name,
    label: `admin.register.${name}`,
    hint: t(`admin.register.hint.${name}`),
    value: typed[name],
    error: errors?.[name],
  }));
  show(response, 'admin/register', {
    layout: 'admin',
    title: t('admin.register.title'),
    csrf,
    ours: ours.map(([name, value]) => ({ id: `our-${name}`, label: t(`admin.register.our.${name}`), value })),
    canvasJson,
    fields,
    typed,
    errors: errors ?? {},
    hasErrors: errors !== null,
    known: known && { name: known.name, href: `/admin/platforms/${known.id}` },
  });
}
