import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
export const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';

// biome-ignore lint/suspicious/noExplicitAny: what a test wants it to answer
type Json = any;

export interface Heard {
  method: string;
  url: string;
  authorization: string | undefined;
  body: Json;
}

/** An LMS of the tests' own that answers a registration with whatever a test wants, and keeps what it heard. */
export interface RegisteringLms {
  origin: string;
  configurationUrl: string;
  /** Good until a test changes it. A string is sent as it is. */
  configuration: Json;
  configurationStatus: number;
  reply: Json;
  replyStatus: number;
  /** What it does in place of answering the registration. */
  instead: ((request: IncomingMessage) => void) | null;
  /** Awaited before it answers the registration. */
  beforeReply: () => unknown;
  heard: Heard[];
  close(): Promise<void>;
}

export async function startRegisteringLms(): Promise<RegisteringLms> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const text = Buffer.concat(chunks).toString();
    lms.heard.push({ method, url, authorization: headers.authorization, body: text && JSON.parse(text) });
    if (method === 'POST' && lms.instead) return lms.instead(request);
    if (method === 'POST') await lms.beforeReply();
    const answer = method === 'POST' ? lms.reply : lms.configuration;
    const status = method === 'POST' ? lms.replyStatus : lms.configurationStatus;
    response.writeHead(status, { 'content-type': 'application/json', location: '/elsewhere' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lms: RegisteringLms = {
    origin,
    configurationUrl: `${origin}/configuration?token=a%2Fb+c`,
    ...goodAnswers(origin),
    heard: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return lms;
}

/** What makes a registration succeed: nothing of one LMS in particular. */
export function goodAnswers(origin: string) {
  return {
    configuration: {
      issuer: origin,
      authorization_endpoint: `${origin}/auth`,
      token_endpoint: `${origin}/token`,
      jwks_uri: `${origin}/keys`,
      registration_endpoint: `${origin}/register`,
      scopes_supported: SCOPES,
      [PLATFORM]: {
        product_family_code: 'some-lms',
        messages_supported: [{ type: 'LtiResourceLinkRequest' }],
      },
    } as Json,
    configurationStatus: 200,
    reply: { client_id: 'client-1', scope: SCOPES.join(' '), [TOOL]: { deployment_id: 'd1' } } as Json,
    replyStatus: 200,
    instead: null,
    beforeReply: () => {},
  };
}

export const SCOPES = [
  'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
  'https://purl.imsglobal.org/spec/lti-ags/scope/score',
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
  'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
];
