import express, { type RequestHandler, type Response } from 'express';
import { faulty } from '../faults/faults.ts';
import type { Lms } from '../lms.ts';
import type { Tool } from '../model.ts';
import { mediaTypeOf, notesOf, received, violation } from '../received.ts';
import { bearerOf } from './configuration.ts';
import { type OpenRegistration, registrationOf } from './open.ts';
import { type Parsed, parseRegistration, type RegistrationRequest, TOOL_CONFIGURATION } from './request.ts';
import type { Refused } from './rules.ts';

const SPEC = 'Dynamic Registration';

/**
 * `POST` to the registration endpoint. Stricter than Moodle, which lets a missing scope or claims pass:
 * whatever the specification asks for is asked for under both sets of rules.
 */
export const register = (lms: Lms): RequestHandler[] => [
  received(lms, 'registration'),
  express.text({ type: () => true, limit: '1mb' }),
  faulty(lms, 'registration'),
  (req, res) => {
    notesOf(res).summary = 'Registration of a tool';
    const open = registrationOf(lms, bearerOf(req));
    const { unauthorised, invalid } = lms.preset.registration;
    if (typeof open === 'string') return refuse(res, unauthorised, [`the registration token is ${open}`]);
    if (mediaTypeOf(req, 'content-type') !== 'application/json') {
      return refuse(res, invalid, ['the content type is not application/json']);
    }
    const parsed = requestIn(lms, res, String(req.body));
    if ('mistakes' in parsed) return refuse(res, invalid, parsed.mistakes);
    const tool = added(lms, open, parsed.request);
    notesOf(res).summary = `${tool.name} registers`;
    res.json(lms.preset.registration.answer(lms, tool, parsed.request));
  },
];

function requestIn(lms: Lms, res: Response, text: string): Parsed {
  const body = parsedJson(text);
  if (body === undefined) return { mistakes: ['the body is not JSON'] };
  notesOf(res).body = body;
  const parsed = parseRegistration(body);
  if ('mistakes' in parsed) return parsed;
  const { request } = parsed;
  const mistakes = [...scopeMistakes(lms, request), ...lms.preset.registration.extraViolations(request)];
  return mistakes.length > 0 ? { mistakes } : parsed;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(res: Response, refused: Refused, reasons: string[]): void {
  for (const reason of reasons) violation(res, `${SPEC}: ${reason}`);
  notesOf(res).summary += ', refused';
  const { type, content } = refused.body(reasons);
  res.status(refused.status).type(type).send(content);
}

/** Only what the configuration offers may be asked for; `openid` goes without saying. */
function scopeMistakes(lms: Lms, request: RegistrationRequest): string[] {
  const { scopes } = lms.preset.registration.configuration(lms);
  return scopesIn(request)
    .filter((scope) => scope !== 'openid' && !scopes.includes(scope))
    .map((scope) => `scope: ${scope} is not in scopes_supported`);
}

export const scopesIn = ({ scope }: RegistrationRequest): string[] => scope.split(' ').filter(Boolean);

function added(lms: Lms, open: OpenRegistration, request: RegistrationRequest): Tool {
  const settings = lms.preset.registration.toolSettings(request);
  const tool: Tool = {
    name: request.client_name,
    clientId: open.clientId,
    deploymentId: open.deploymentId,
    loginUrl: request.initiate_login_uri,
    redirectUris: request.redirect_uris,
    targetLinkUri: request[TOOL_CONFIGURATION].target_link_uri,
    jwksUrl: request.jwks_uri,
    ...settings,
    requestedScopes: settings.scopes,
    state: 'pending',
  };
  open.used = true;
  lms.state.tools.push(tool);
  lms.changed();
  return tool;
}
