import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { isActive, type Lms, lmsUrl, toolByClientId } from '../lms.ts';
import type { Tool } from '../model.ts';
import { privacyOf } from '../privacy.ts';
import { sendPage, wantsJson } from '../web.ts';
import { PageError } from './place.ts';
import { toolJson, toolUrl } from './views.ts';

/** `GET /:preset/admin/tools/:clientId`: what the admin decides about one tool. */
export const toolPage =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const tool = toolIn(lms, req);
    sendPage(lms, res, 'tool', toolJson(lms, tool), {
      ...toolJson(lms, tool),
      title: tool.name,
      isPending: !isActive(tool),
      activation: lms.preset.registration.activation,
      action: toolUrl(lms, tool),
      removeUrl: `${toolUrl(lms, tool)}/remove`,
      listUrl: lmsUrl(lms, '/admin/tools'),
      scopeChoices: scopesToChoose(tool).map((scope) => ({ scope, isOn: tool.scopes.includes(scope) })),
      privacyChoices: privacyChoices(lms, tool),
    });
  };

function toolIn(lms: Lms, req: Request): Tool {
  const tool = toolByClientId(lms, req.params.clientId);
  if (!tool) throw new PageError(404, `No tool has the client id ${String(req.params.clientId)}.`);
  return tool;
}

/** An admin takes away and gives back, never more than the tool asked for. */
const scopesToChoose = (tool: Tool): string[] => tool.requestedScopes ?? tool.scopes;

const privacyChoices = (lms: Lms, tool: Tool) =>
  lms.preset.privacy.settings.map(({ options, ...setting }) => ({
    ...setting,
    options: options.map((value) => ({ value, isOn: privacyOf(lms, tool)[setting.name] === value })),
  }));

/** A form sends one scope as text, and an empty one so that none can be chosen. */
const changes = (lms: Lms, tool: Tool) =>
  z.object({
    state: z.enum(['active', 'pending']).optional(),
    scopes: z
      .preprocess(
        (value) => (value === undefined ? undefined : [value].flat().filter((one) => one !== '')),
        z.array(z.enum(scopesToChoose(tool))).optional(),
      )
      .optional(),
    ...Object.fromEntries(
      lms.preset.privacy.settings.map(({ name, options }) => [name, z.enum(options).optional()]),
    ),
  });

/** `POST …/admin/tools/:clientId`, JSON or form: activates it, trims its scopes, sets its privacy. */
export const postToolChanges =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const tool = toolIn(lms, req);
    const parsed = changes(lms, tool).safeParse(req.body);
    if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
    const { state, scopes, ...privacy } = parsed.data;
    // Kept, so that what was taken away can be given back.
    tool.requestedScopes = scopesToChoose(tool);
    tool.scopes = scopes ?? tool.scopes;
    tool.state = state ?? tool.state;
    tool.privacy = { ...privacyOf(lms, tool), ...given(privacy) };
    lms.changed();
    if (wantsJson(req) || req.is('json')) res.json(toolJson(lms, tool));
    else res.redirect(303, lmsUrl(lms, '/admin/tools'));
  };

const given = (values: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );

/** `DELETE …/admin/tools/:clientId` (204), or `POST …/remove` from the page: its activities stay and open no more. */
export const removeTool =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const tool = toolIn(lms, req);
    lms.state.tools = lms.state.tools.filter((one) => one !== tool);
    lms.memory.toolKeys.delete(tool.clientId);
    lms.changed();
    if (req.method === 'DELETE' || wantsJson(req)) res.status(204).end();
    else res.redirect(303, lmsUrl(lms, '/admin/tools'));
  };
