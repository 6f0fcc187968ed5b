import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { AGS_SCOPES, SCOPE } from '../claims.ts';
import { newSigningKey, publicJwks } from '../keys.ts';
import { isActive, type Lms, lmsUrl } from '../lms.ts';
import type { Tool } from '../model.ts';
import { sendPage, wantsJson } from '../web.ts';
import { PageError } from './place.ts';
import { toolJson, toolUrl, urls } from './views.ts';

/** `GET /:preset/admin/tools`. */
export const listTools =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    const tools = lms.state.tools.map((tool) => toolJson(lms, tool));
    sendPage(lms, res, 'tools', { tools }, { title: 'Tools', ...listPage(lms) });
  };

const listPage = (lms: Lms) => ({
  ...urls(lms),
  tools: lms.state.tools.map((tool) => ({
    ...toolJson(lms, tool),
    isPending: !isActive(tool),
    pageUrl: toolUrl(lms, tool),
  })),
  activation: lms.preset.registration.activation,
  action: lmsUrl(lms, '/admin/tools'),
  registerUrl: lmsUrl(lms, '/admin/registrations'),
  storageUrl: lms.preset.postMessages && lmsUrl(lms, '/admin/storage'),
});

/** A form gives lists as lines and objects as JSON text. */
const lines = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : value),
  z.array(z.url()).min(1),
);
const jsonObject = <T extends z.ZodType>(shape: T) =>
  z.preprocess((value) => (typeof value === 'string' ? parsedOr(value) : value), shape);
const parsedOr = (text: string): unknown => {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const newTool = z
  .object({
    name: z.string().trim().min(1),
    loginUrl: z.url(),
    redirectUris: lines,
    targetLinkUri: z.url(),
    jwksUrl: z.preprocess((value) => value || undefined, z.url().optional()),
    publicJwks: jsonObject(z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).optional()),
    deepLinking: z.preprocess((value) => value === true || value === 'true' || value === 'on', z.boolean()),
    scopes: z.array(z.string()).default([...AGS_SCOPES, SCOPE.members]),
    custom: jsonObject(z.record(z.string(), z.string()).default({})),
  })
  .refine((tool) => tool.jwksUrl ?? tool.publicJwks, 'Give jwksUrl or publicJwks.');

/** `POST /:preset/admin/tools`, JSON or form: registers a tool by hand and answers it with its ids, 201. */
export const postTool =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const tool = registered(lms, req);
    lms.state.tools.push(tool);
    lms.changed();
    if (wantsJson(req) || req.is('json')) res.status(201).json({ ...toolJson(lms, tool), ...urls(lms) });
    else res.redirect(303, lmsUrl(lms, '/admin/tools'));
  };

function registered(lms: Lms, req: Request): Tool {
  const parsed = newTool.safeParse(req.body);
  if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
  return { ...parsed.data, ...lms.preset.idsOfTool(lms.state.nextTool++) };
}

/** `POST /:preset/admin/keys`: a new signing key beside the old ones, 201 with the public set. */
export const rotateKey =
  (lms: Lms): RequestHandler =>
  async (_req, res) => {
    lms.site.keys.saved.push(await newSigningKey());
    lms.changed();
    res.status(201).json(publicJwks(lms.site.keys));
  };
