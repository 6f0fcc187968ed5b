import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import type { RunningPracticeLms } from '../../src/practice-lms/server.ts';
import { startLms } from '../support/lms.ts';
import { type FakeTool, startFakeTool } from './fake-tool.ts';

export const LTI = 'https://purl.imsglobal.org/spec/lti/claim/';
export const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim/';
export const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';
export const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';
export const M = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
export const EXTENSION = 'https://canvas.instructure.com/lti/submission';
const AGS_SCOPE = 'https://purl.imsglobal.org/spec/lti-ags/scope/';
export const SCOPE = {
  lineItem: `${AGS_SCOPE}lineitem`,
  readonly: `${AGS_SCOPE}lineitem.readonly`,
  result: `${AGS_SCOPE}result.readonly`,
  score: `${AGS_SCOPE}score`,
  members: 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
};
export const TYPE = {
  lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
  lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
  score: 'application/vnd.ims.lis.v1.score+json',
  results: 'application/vnd.ims.lis.v2.resultcontainer+json',
  members: 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
};

// biome-ignore lint/suspicious/noExplicitAny: answers of the LMS are JSON of every shape.
export type Json = any;
type Fields = Record<string, string | undefined>;

/** A practice LMS with a fake tool beside it, for one describe block. */
export interface Practice {
  lms: RunningPracticeLms;
  tool: FakeTool;
  at(preset: 'canvas' | 'moodle'): Client;
  close(): Promise<void>;
}

export async function startPractice(options: { extraStudents?: number } = {}): Promise<Practice> {
  const tool = await startFakeTool();
  const lms = await startLms({ toolUrl: tool.url, ...options });
  const close = async () => {
    await lms.close();
    await tool.close();
  };
  return { lms, tool, at: (preset) => new Client(lms.origin, preset, tool), close };
}

/** What the tool's side and the browser's side do with one preset. */
export class Client {
  readonly base: string;
  readonly origin: string;
  readonly tool: FakeTool;

  constructor(origin: string, preset: string, tool: FakeTool) {
    this.origin = origin;
    this.base = `${origin}/${preset}`;
    this.tool = tool;
  }

  /** GET or POST of a page as JSON; refuses anything but 2xx. */
  async json(path: string, body?: object): Promise<Json> {
    const url = path.startsWith('http') ? path : this.base + path;
    const response = await fetch(url, {
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    assert.ok(response.ok, `${url} answered ${response.status}: ${await response.clone().text()}`);
    return response.json();
  }

  info = (): Promise<Json> => this.json('');

  addActivity = (body: object, course = 'hist210', teacher = 'teacher-rosa'): Promise<Json> =>
    this.json(`/as/${teacher}/courses/${course}/activities`, body);

  login = (person: string, activity: string): Promise<Json> => this.json(`/as/${person}/launch/${activity}`);

  /** Answers a login form with an authentication request, with some parameters changed or left out. */
  async authorize(login: Json, changes: Fields = {}): Promise<Response> {
    const { authUrl } = await this.info();
    const params: Fields = {
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      client_id: login.fields.client_id,
      redirect_uri: `${this.tool.url}/lti/launch`,
      login_hint: login.fields.login_hint,
      lti_message_hint: login.fields.lti_message_hint,
      nonce: randomUUID(),
      state: 'some-state',
      ...changes,
    };
    const given = Object.entries(params).filter(([, value]) => value !== undefined) as [string, string][];
    const url = `${authUrl}?${new URLSearchParams(given)}`;
    return fetch(url, { headers: { accept: 'application/json' } });
  }

  /** A whole launch; answers the verified claims. */
  async launch(person: string, activity: string): Promise<JWTPayload & Json> {
    return this.claimsOf(await this.login(person, activity));
  }

  async claimsOf(login: Json): Promise<JWTPayload & Json> {
    const { issuer, jwksUrl } = await this.info();
    const { fields }: Json = await (await this.authorize(login)).json();
    const keys = createRemoteJWKSet(new URL(jwksUrl));
    const audience: string = login.fields.client_id;
    return (await jwtVerify(fields.id_token, keys, { issuer, audience })).payload;
  }

  /** A client assertion, with some claims changed or left out. */
  async assertion(changes: Record<string, unknown> = {}, header?: Record<string, unknown>): Promise<string> {
    return this.tool.sign(await this.assertionClaims(changes), header);
  }

  async assertionClaims(changes: Record<string, unknown> = {}): Promise<JWTPayload> {
    const { tokenUrl, tools } = await this.info();
    const now = Math.floor(Date.now() / 1000);
    const clientId = tools[0].clientId;
    const claims = {
      iss: clientId,
      sub: clientId,
      aud: tokenUrl,
      iat: now,
      exp: now + 300,
      jti: randomUUID(),
    };
    return { ...claims, ...changes };
  }

  /** POST to the token endpoint, with some fields changed or left out. */
  async requestToken(scope: string, changes: Fields = {}): Promise<Response> {
    const { tokenUrl } = await this.info();
    const fields: Fields = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: 'client_assertion' in changes ? changes.client_assertion : await this.assertion(),
      scope,
      ...changes,
    };
    const given = Object.entries(fields).filter(([, value]) => value !== undefined) as [string, string][];
    return fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(given) });
  }

  async token(...scopes: string[]): Promise<string> {
    const answer: Json = await (await this.requestToken(scopes.join(' '))).json();
    return answer.access_token;
  }

  /** A service call with a fresh token for the scope. */
  async call(method: string, url: string, scope: string, type: string, body?: object): Promise<Response> {
    const header = body ? 'content-type' : 'accept';
    return fetch(url, {
      method,
      headers: { authorization: `Bearer ${await this.token(scope)}`, [header]: type },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  /** POST to `…/scores` of a line item, with some fields changed or left out. */
  async score(lineItem: string, userId: string, changes: Record<string, unknown> = {}): Promise<Response> {
    const body = {
      userId,
      timestamp: new Date().toISOString(),
      activityProgress: 'Completed',
      gradingProgress: 'FullyGraded',
      scoreGiven: 8,
      scoreMaximum: 10,
      ...changes,
    };
    return this.call('POST', extended(lineItem, '/scores'), SCOPE.score, TYPE.score, body);
  }

  async results(lineItem: string, userId: string): Promise<Json[]> {
    const url = new URL(extended(lineItem, '/results'));
    url.searchParams.set('user_id', userId);
    const response = await this.call('GET', url.href, SCOPE.result, TYPE.results);
    return (await response.json()) as Json[];
  }

  async sub(person: string): Promise<string> {
    const { people } = await this.info();
    return people.find((one: Json) => one.key === person).sub;
  }

  /** A cell of the gradebook as the teacher sees it. */
  async cell(activity: string, student: string, course = 'hist210', teacher = 'teacher-rosa'): Promise<Json> {
    const { rows } = await this.json(`/as/${teacher}/courses/${course}/gradebook`);
    return rows.find((row: Json) => row.person === student).cells[activity];
  }

  override = (activity: string, student: string, score: number | null): Promise<Json> =>
    this.json('/as/teacher-rosa/courses/hist210/gradebook', { activity, student, score });

  violations = async (): Promise<string[]> => (await this.json('/sent')).violations;

  /** Switches a fault on; once, unless it says otherwise. */
  fault = (kind: string, more: object = {}): Promise<Json> => this.json('/admin/faults', { kind, ...more });

  clearFaults = (): Promise<Response> => fetch(`${this.base}/admin/faults`, { method: 'DELETE' });

  /** What was written into the gradebook of one line item. */
  async journal(lineItem: string): Promise<Json[]> {
    const id = /(?:line_items|lineitems)\/(\d+)/.exec(lineItem)?.[1] ?? '';
    return (await this.json(`/journal?lineItem=${id}`)).entries;
  }

  /** A change on the course's settings page, as its teacher. */
  change = (path: string, body: object): Promise<Json> =>
    this.json(`/as/teacher-rosa/courses/hist210/${path}`, body);

  clearSent = (): Promise<Response> => fetch(`${this.base}/sent`, { method: 'DELETE' });
}

/** Paths are extended before the query [AGS §3.1]. */
export function extended(url: string, path: string): string {
  const [base, query] = url.split('?');
  return base + path + (query ? `?${query}` : '');
}

/** An instant so many seconds from now. */
export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
