import type { RequestHandler, Response } from 'express';
import { faulty } from '../faults/faults.ts';
import { firstUse, isActive, type Lms, lmsUrl, randomToken, toolByClientId } from '../lms.ts';
import type { Tool } from '../model.ts';
import { mediaTypeOf, notesOf, received, violation } from '../received.ts';
import { verifyToolJwt } from '../tool-keys.ts';

const TOKEN_SECONDS = 3600;
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const SECTION = 'Security Framework §4.1.1';

/** The token endpoint: 200 with the granted subset of scopes, or 400 `{error}` [Security Framework §4.1.1]. */
export const token = (lms: Lms): RequestHandler[] => [
  received(lms, 'token-request'),
  faulty(lms, 'token'),
  async (req, res) => {
    const form = formOf(req.body);
    notesOf(res).summary = `Token request for ${form.scope ?? 'no scope'}`;
    if (mediaTypeOf(req, 'content-type') !== 'application/x-www-form-urlencoded') {
      return refuse(res, 'invalid_request', 'the request is not application/x-www-form-urlencoded');
    }
    if (form.grant_type !== 'client_credentials') {
      return refuse(res, 'unsupported_grant_type', 'grant_type is not client_credentials');
    }
    if (form.client_assertion_type !== ASSERTION_TYPE) {
      return refuse(res, 'invalid_request', 'client_assertion_type is not jwt-bearer');
    }
    if (!form.scope) return refuse(res, 'invalid_request', 'scope is missing');
    const client = await clientOf(lms, form.client_assertion);
    if ('refused' in client) return refuse(res, 'invalid_client', client.refused);
    const granted = form.scope
      .split(' ')
      .filter((scope) => client.tool.scopes.includes(scope) && !isWithheld(res, scope));
    if (granted.length === 0)
      return refuse(res, 'invalid_scope', 'none of the scopes is granted to this tool');
    grant(lms, res, client.tool, granted);
  },
];

/** By a fault, for this one token. */
const isWithheld = (res: Response, scope: string): boolean =>
  (res.locals.withheldScopes as string[] | undefined)?.includes(scope.split('/').at(-1) ?? '') ?? false;

const formOf = (body: unknown): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries((body ?? {}) as object).filter(([, value]) => typeof value === 'string' && value),
  );

function refuse(res: Response, error: string, why: string): void {
  // What a fault withholds is not the tool's mistake.
  if (!res.locals.withheldScopes) violation(res, `${SECTION}: ${why}`);
  notesOf(res).summary += ` refused: ${error}`;
  res.status(400).json({ error, error_description: why });
}

/** Checks the client assertion: iss = sub = client_id, aud, exp, iat, an unused jti, and the signature. */
async function clientOf(
  lms: Lms,
  assertion: string | undefined,
): Promise<{ tool: Tool } | { refused: string }> {
  const claimed = claimsOf(assertion);
  const tool = toolByClientId(lms, claimed.sub);
  if (!tool) return { refused: 'the assertion’s sub is not a registered client_id' };
  if (!isActive(tool)) return { refused: 'the tool has not been let in by the admin yet' };
  const verified = await verifyToolJwt(lms, tool, assertion);
  if ('refused' in verified) return { refused: `the client assertion was refused: ${verified.refused}` };
  const { iss, aud, jti, exp = 0, iat = 0 } = verified.payload;
  if (iss !== tool.clientId) return { refused: 'the assertion’s iss is not the client_id' };
  const tokenUrl = lmsUrl(lms, lms.preset.paths.token);
  if (![aud].flat().includes(tokenUrl)) return { refused: `the assertion’s aud is not ${tokenUrl}` };
  if (exp - iat > TOKEN_SECONDS) return { refused: 'the assertion is good for more than an hour' };
  if (!jti) return { refused: 'the assertion has no jti' };
  if (!firstUse(lms, 'jti', tool.clientId, jti)) return { refused: 'the assertion’s jti was used before' };
  return { tool };
}

/** Unverified, only to find whose keys to ask. */
function claimsOf(jwt: string | undefined): { sub?: unknown } {
  try {
    return JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString()) as { sub?: unknown };
  } catch {
    return {};
  }
}

function grant(lms: Lms, res: Response, tool: Tool, scopes: string[]): void {
  const access_token = randomToken();
  const expiresAt = Date.now() + TOKEN_SECONDS * 1000;
  lms.memory.tokens.set(access_token, { clientId: tool.clientId, scopes, expiresAt });
  notesOf(res).summary = `Token for ${scopes.map((scope) => scope.split('/').at(-1)).join(', ')}`;
  res.set('Cache-Control', 'no-store');
  res.json({ access_token, token_type: 'Bearer', expires_in: TOKEN_SECONDS, scope: scopes.join(' ') });
}
