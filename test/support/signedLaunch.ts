import assert from 'node:assert/strict';
import { constants, createHmac, KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, type JWK } from 'jose';
import type { Store } from '../../src/store/index.ts';
import { registerPlatform } from '../../src/usecases/registerPlatform.ts';
import { languageFor } from '../../src/web/language.ts';
import { nextKeyPair } from './keyPairs.ts';
import { logged } from './log.ts';
import { textOf, Visitor } from './practice.ts';

export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
export const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/';
export const LEARNER = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Learner';
export const INSTRUCTOR = 'http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor';

export interface Key {
  kid: string;
  privateKey: CryptoKey;
  jwk: JWK;
  /** The public key as PEM text. */
  pem: string;
}

export async function newKey(kid: string): Promise<Key> {
  const { privateKey, publicKey } = await nextKeyPair();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
  return { kid, privateKey, jwk, pem: await exportSPKI(publicKey) };
}

/** A tool to launch: in this process or in others. */
export interface Launchable {
  baseUrl: string;
  tool: { store: Store };
  close(): Promise<void>;
}

/** An LMS of the tests' own, which signs whatever a test wants, to see what the tool makes of it. */
export interface FakePlatform {
  id: string;
  issuer: string;
  clientId: string;
  /** The one it signs with; all in `published` are in its key set. */
  key: Key;
  published: Key[];
  /** How often its key set was fetched. */
  fetches: number;
}

export interface FakePlatformOptions {
  learnsDeployments?: boolean;
  /** Answers for the key set in its stead. */
  keysAnswer?: RequestListener;
  /** Where the tool looks for it instead. */
  jwksUrl?: string;
  issuer?: string;
  clientId?: string;
}

/** Starts one and registers it with the tool, with the deployment `d1`. It ends with the tool. */
export async function startFakePlatform(
  running: Launchable,
  { learnsDeployments = false, keysAnswer, jwksUrl, issuer, clientId = 'client-1' }: FakePlatformOptions = {},
): Promise<FakePlatform> {
  const key = await newKey('key-1');
  const server = createServer((request, response) => {
    platform.fetches += 1;
    if (keysAnswer) return keysAnswer(request, response);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: platform.published.map(({ jwk }) => jwk) }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const platform: FakePlatform = {
    id: '',
    issuer: issuer ?? origin,
    clientId,
    key,
    published: [key],
    fetches: 0,
  };
  const urls = {
    authUrl: `${origin}/auth`,
    tokenUrl: `${origin}/token`,
    jwksUrl: jwksUrl ?? `${origin}/keys`,
  };
  const details = { issuer: platform.issuer, clientId, ...urls, deployments: ['d1'], learnsDeployments };
  const registered = await registerPlatform(running.tool.store, details, 'cli', new Date());
  const { close } = running;
  running.close = async () => {
    await close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(platform, { id: registered?.id });
}

export interface Begun {
  response: Response;
  /** As the browser sends it back. */
  cookie: string;
  state: string;
  nonce: string;
}

/** A login initiation, followed as far as the LMS. */
export async function beginLogin(
  tool: Pick<Launchable, 'baseUrl'>,
  platform: FakePlatform,
  changes: Record<string, string> = {},
  cookie = '',
): Promise<Begun> {
  const parameters = {
    iss: platform.issuer,
    client_id: platform.clientId,
    login_hint: 'hint',
    target_link_uri: `${tool.baseUrl}/lti/launch`,
    ...changes,
  };
  const init = { method: 'POST', body: new URLSearchParams(parameters) };
  const { response, cookie: kept } = await knock(tool, '/lti/login', init, cookie);
  const location = response.headers.get('location');
  const query = location ? new URL(location, tool.baseUrl).searchParams : new URLSearchParams();
  return {
    response,
    cookie: kept,
    state: query.get('state') ?? '',
    nonce: query.get('nonce') ?? '',
  };
}

/** Asks for a login as a browser that keeps its cookie: it shows that it does, and is sent on. */
export async function knock(
  tool: Pick<Launchable, 'baseUrl'>,
  path: string,
  init: RequestInit = {},
  cookie = '',
) {
  const ask = async (path: string, init: RequestInit, cookie: string) => {
    const headers = cookie ? { cookie } : undefined;
    const response = await fetch(tool.baseUrl + path, { redirect: 'manual', ...init, headers });
    return { response, cookie: response.headers.getSetCookie()[0]?.split(';')[0] ?? cookie };
  };
  const first = await ask(path, init, cookie);
  if (first.response.status !== 303) return first;
  return ask(first.response.headers.get('location') ?? '', {}, first.cookie);
}

/** A launch about to be sent: good, unless a test changes something. */
export interface Draft {
  claims: Record<string, unknown>;
  header: Record<string, unknown>;
  key: CryptoKey | KeyObject | Uint8Array;
  /** How it is signed, where that is not what the header says. */
  signedAs?: string;
  /** The payload to its last character, in place of the claims. */
  payload?: string;
  form: Record<string, string>;
  cookie: string;
}

/** What a learner's launch says. An instructor's says another role. */
export function goodClaims(
  tool: Pick<Launchable, 'baseUrl'>,
  { issuer, clientId }: FakePlatform,
  nonce: string,
) {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: clientId,
    sub: 'a-learner',
    name: 'Ada Learner',
    nonce,
    iat: now,
    exp: now + 60,
    [`${LTI}deployment_id`]: 'd1',
    [`${LTI}version`]: '1.3.0',
    [`${LTI}message_type`]: 'LtiResourceLinkRequest',
    [`${LTI}roles`]: [LEARNER],
    [`${LTI}target_link_uri`]: `${tool.baseUrl}/lti/launch`,
    [`${LTI}resource_link`]: { id: 'link-1', title: 'Week 1' },
    [`${LTI}context`]: { id: 'course-1', title: 'History' },
  };
}

export type Change = (draft: Draft, begun: Begun) => void | Promise<void>;

/** Changes that only set something; what is set to undefined is left out. */
export const withClaims = (claims: object): Change => {
  return (draft) => void Object.assign(draft.claims, claims);
};
export const withForm = (form: Record<string, string>): Change => {
  return (draft) => void Object.assign(draft.form, form);
};
/** Signed with that key, and named so in the header. */
export const withKey = ({ privateKey, kid }: Pick<Key, 'privateKey' | 'kid'>): Change => {
  return (draft) => void Object.assign(draft, { key: privateKey, header: { alg: 'RS256', kid } });
};

/** A launch up to the last step: the form that the LMS has the browser post, and the cookie it goes with. */
export async function prepare(
  tool: Pick<Launchable, 'baseUrl'>,
  platform: FakePlatform,
  change: Change = () => {},
) {
  const begun = await beginLogin(tool, platform);
  const draft: Draft = {
    claims: goodClaims(tool, platform, begun.nonce),
    header: { alg: 'RS256', kid: platform.key.kid },
    key: platform.key.privateKey,
    form: { state: begun.state },
    cookie: begun.cookie,
  };
  await change(draft, begun);
  const form: Record<string, string> & { state: string } = {
    state: '',
    id_token: signed(draft),
    ...draft.form,
  };
  return { cookie: draft.cookie, form };
}

/** A JSON Web Signature, by hand: no library would sign what these tests want signed. */
export function signed({ claims, header, key, signedAs, payload }: Omit<Draft, 'form' | 'cookie'>): string {
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  const input = `${encoded(JSON.stringify(header))}.${encoded(payload ?? JSON.stringify(claims))}`;
  return `${input}.${signature(signedAs ?? String(header.alg), Buffer.from(input), key)}`;
}

/** RFC 7518, section 3.1. */
function signature(algorithm: string, input: Uint8Array, key: Draft['key']): string {
  const [, kind, bits] = /^(HS|RS|PS|ES)(\d+)$/.exec(algorithm) ?? [];
  if (!kind) return '';
  const hash = `sha${bits}`;
  if (key instanceof Uint8Array) return createHmac(hash, key).update(input).digest('base64url');
  const object = key instanceof KeyObject ? key : KeyObject.from(key);
  const { RSA_PKCS1_PSS_PADDING: padding } = constants;
  const options = {
    PS: { padding, saltLength: Number(bits) / 8 },
    ES: { dsaEncoding: 'ieee-p1363' },
    RS: {},
  };
  const how = options[kind as 'PS' | 'ES' | 'RS'] as object;
  return sign(hash, input, { key: object, ...how }).toString('base64url');
}

export function post(
  tool: { baseUrl: string },
  { form, cookie }: { form: Record<string, string> | Uint8Array | string; cookie: string },
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = typeof form === 'string' || form instanceof Uint8Array ? form : new URLSearchParams(form);
  return fetch(`${tool.baseUrl}/lti/launch`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...(cookie ? { cookie } : {}), origin: 'https://lms.example', ...headers },
    body: body as BodyInit,
  });
}

/** A launch from login to landing. */
export async function launch(
  tool: Pick<Launchable, 'baseUrl'>,
  platform: FakePlatform,
  change?: Change,
): Promise<Response> {
  return post(tool, await prepare(tool, platform, change));
}

/** A launch, and the browser that landed by it. */
export async function visit(
  tool: Pick<Launchable, 'baseUrl'>,
  platform: FakePlatform,
  change?: Change,
): Promise<{ visitor: Visitor; response: Response }> {
  const prepared = await prepare(tool, platform, change);
  const response = await post(tool, prepared);
  const visitor = new Visitor(tool.baseUrl);
  visitor.cookie = prepared.cookie;
  visitor.base = /^\/s\/[\w-]+/.exec(response.headers.get('location') ?? '')?.[0] ?? '';
  return { visitor, response };
}

export async function assertLaunches(
  tool: Pick<Launchable, 'baseUrl'>,
  platform: FakePlatform,
  change?: Change,
) {
  const response = await launch(tool, platform, change);
  assert.equal(response.status, 303, textOf(await response.text()));
  return response;
}

/**
 * A refusal in plain words that say what to look at, with a reference; the log has its cause under that reference. Neither
 * page nor log has anything that is nobody's business.
 * @param shown the page, where it is another: a launch that is repeated by the browser it let in has nothing to look at
 */
export async function assertRefused(response: Response, reason: string, shown = reason): Promise<void> {
  const page = await response.text();
  const text = textOf(page);
  const { t } = languageFor(null);
  for (const part of ['title', 'what', 'next']) {
    const sentence = t(`error.launch.${shown}.${part}`);
    assert.ok(text.includes(sentence), `expected "${sentence}", got ${response.status}: ${text}`);
  }
  if (shown !== 'opened') assert.match(text, /[Aa]dministrator/);
  assert.ok([400, 401].includes(response.status), `status ${response.status}`);
  const reference = assertPlain(page);
  const line = logged.get(reference);
  assert.ok(line, `the log has no line with the reference ${reference}`);
  assert.deepEqual([line.reason, line.status], [reason, response.status]);
  assert.ok(typeof line.detail === 'string' && line.detail !== '', 'the log does not tell the cause');
  assert.doesNotMatch(JSON.stringify(line), PRIVATE);
}

/** A token, or what it says of somebody. */
const PRIVATE = /eyJ|a-learner|Ada Learner|ada@/;

/** No stack trace, no token, nobody's name. @returns its reference */
export function assertPlain(page: string): string {
  const [, reference] = /Reference ([0-9A-F]{8})/.exec(page) ?? [];
  assert.ok(reference, 'a reference');
  assert.doesNotMatch(page, /node_modules|\.[jt]s:\d+|\b\w*Error\b/);
  assert.doesNotMatch(page, PRIVATE);
  return reference;
}
