import type { Request, RequestHandler, Response } from 'express';
import { faulty } from '../faults/faults.ts';
import { firstUse, type Lms, toolByClientId } from '../lms.ts';
import type { Tool } from '../model.ts';
import type { AuthAnswer, AuthProblem } from '../presets/preset.ts';
import { notesOf, received, violation } from '../received.ts';
import { sendErrorPage, sendForm } from '../web.ts';
import { idToken, launchContext } from './id-token.ts';
import type { Launch } from './launch.ts';
import type { AutoForm } from './login.ts';

type Params = Record<string, string | undefined>;

/** The OIDC authentication endpoint, by GET or POST [Security Framework §5.1.1.2]. */
export const authorize = (lms: Lms): RequestHandler[] => [
  received(lms, 'auth-request'),
  faulty(lms, 'auth'),
  async (req, res) => {
    const params = paramsOf(req, res);
    const launch = await launchOf(lms, params);
    const tool = toolByClientId(lms, params.client_id) ?? toolByClientId(lms, launch?.clientId);
    notesOf(res).summary = `Authentication request for ${tool?.name ?? 'an unknown client'}`;
    notesOf(res).body = params;
    noteViolations(lms, res, params, tool);
    noteHints(res, params, launch);
    const problems = problemsOf(lms, params, launch, tool);
    if (launch && problems.size === 0) return respond(lms, res, launch, params);
    refuse(lms, req, res, params, problems);
  },
];

function paramsOf(req: Request, res: Response): Params {
  const source: Record<string, unknown> = req.method === 'POST' ? (req.body ?? {}) : req.query;
  const params: Params = {};
  for (const [name, value] of Object.entries(source)) {
    if (typeof value === 'string') params[name] = value;
    else violation(res, `Security Framework §5.1.1.2: ${name} is given more than once`);
  }
  return params;
}

async function launchOf(lms: Lms, params: Params): Promise<Launch | undefined> {
  const id = await lms.preset.readMessageHint(lms, params.lti_message_hint ?? '');
  return id === undefined ? undefined : lms.memory.launches.get(id);
}

/** What the specification asks for, whether or not the platform minds. */
const EXPECTED: Record<string, string> = {
  scope: 'openid',
  response_type: 'id_token',
  response_mode: 'form_post',
  prompt: 'none',
};
const REQUIRED = ['client_id', 'redirect_uri', 'login_hint', 'nonce'];

function noteViolations(lms: Lms, res: Response, params: Params, tool: Tool | undefined): void {
  const say = (text: string) => violation(res, `Security Framework §5.1.1.2: ${text}`);
  for (const [name, value] of Object.entries(EXPECTED)) {
    if (params[name] !== value) say(`${name} is “${params[name] ?? ''}”, it has to be “${value}”`);
  }
  for (const name of REQUIRED) if (!params[name]) say(`${name} is missing`);
  if (!params.state) say('state is missing (recommended)');
  const isRepost = Boolean(params.repost);
  if (params.nonce && !isRepost && !firstUse(lms, 'nonce', params.client_id ?? '', params.nonce)) {
    say('nonce was used before');
  }
  if (tool && params.redirect_uri && !isRegistered(lms, tool, params.redirect_uri)) {
    say('redirect_uri is not registered for this client');
  }
}

/** Both hints go back as they came [Security Framework §5.1.1]. */
function noteHints(res: Response, params: Params, launch: Launch | undefined): void {
  const say = (text: string) => violation(res, `Security Framework §5.1.1: ${text}`);
  if (!params.lti_message_hint) say('lti_message_hint was given at login and did not come back');
  else if (!launch) say('lti_message_hint is not one that was given at login, or is too old');
  else if (params.login_hint !== launch.loginHint) say('login_hint did not come back as it was given');
}

const isRegistered = (lms: Lms, tool: Tool, uri: string): boolean =>
  tool.redirectUris.some((registered) => lms.preset.redirectUriMatches(registered, uri));

function problemsOf(
  lms: Lms,
  params: Params,
  launch: Launch | undefined,
  tool: Tool | undefined,
): Set<AuthProblem> {
  const problems = new Set<AuthProblem>();
  const { preset } = lms;
  if (preset.authRequired.some((name) => !params[name])) problems.add('missing');
  for (const [name, value] of Object.entries(EXPECTED)) {
    const isOptional = !preset.authRequired.includes(name) && name === 'prompt' && !params[name];
    if (params[name] !== value && !isOptional) problems.add(name as AuthProblem);
  }
  if (!launch) problems.add('message_hint');
  else {
    if (launch.used || launch.expiresAt < Date.now()) problems.add('launch');
    if (params.client_id !== launch.clientId) problems.add('client_id');
    if (params.login_hint !== launch.loginHint) problems.add('login_hint');
  }
  if (!tool || !isRegistered(lms, tool, params.redirect_uri ?? '')) problems.add('redirect_uri');
  return problems;
}

async function respond(lms: Lms, res: Response, launch: Launch, params: Params): Promise<void> {
  const context = launchContext(lms, launch);
  if (!context) return sendErrorPage(lms, res, 'The activity or its tool has been removed.');
  launch.used = true;
  notesOf(res).summary = `${context.person.name} launches ${context.activity?.title ?? context.tool.name}`;
  const id_token = await idToken(lms, context, params.nonce ?? '');
  const fields = defined({ id_token, state: params.state, lti_storage_target: launch.storageTarget });
  sendForm(res, { action: params.redirect_uri ?? '', method: 'post', fields });
}

/** An error page, or an error posted to the tool [OpenID Connect Core §3.1.2.6], as the preset's table says. */
function refuse(lms: Lms, req: Request, res: Response, params: Params, problems: Set<AuthProblem>): void {
  const answer = lms.preset.authAnswers.find(({ problem }) => problems.has(problem));
  notesOf(res).summary = `Authentication request refused: ${answer?.error ?? answer?.page ?? 'invalid'}`;
  if (answer?.error) sendForm(res, errorForm(lms, req, params, answer));
  else sendErrorPage(lms, res, answer?.page ?? 'Invalid request');
}

function errorForm(lms: Lms, req: Request, params: Params, answer: AuthAnswer): AutoForm {
  if (answer.problem === 'login_hint' && lms.preset.repostsOnce && !params.repost) {
    const action = lms.site.origin + req.originalUrl.split('?')[0];
    return { action, method: 'post', fields: { ...defined(params), repost: '1' } };
  }
  const { error, description: error_description } = answer;
  const fields = defined({ error, error_description, state: params.state });
  return { action: params.redirect_uri ?? '', method: 'post', fields };
}

const defined = (params: Params): Record<string, string> =>
  Object.fromEntries(Object.entries(params).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
