import type { RequestListener } from 'node:http';
import { type Entered, enterAs } from '../support/personas.ts';
import {
  type FakePlatform,
  goodClaims,
  INSTRUCTOR,
  LEARNER,
  LTI,
  signed,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import type { RunningTool } from '../support/tool.ts';
import { lines, NASTY, RIGHT_TO_LEFT } from './vectors.ts';

const NRPS = 'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice';
const ADMINISTRATOR = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator';
const ROLES = { teacher: INSTRUCTOR, ana: LEARNER, jonas: LEARNER, admin: ADMINISTRATOR };
export type Somebody = keyof typeof ROLES;

/** An LMS that has been taken over: everything that it says is meant to do harm, signed as it should be. */
export interface HostileLms {
  platform: FakePlatform;
  /** A launch without a screen. */
  enter(who: Somebody): Promise<Entered>;
  /** The address that begins a launch in a browser; `refused` and `undeployed` end on an error page. */
  launchOf(who: Somebody | 'refused' | 'undeployed'): string;
}

export async function startHostileLms(tool: RunningTool): Promise<HostileLms> {
  const answer: RequestListener = (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', platform.issuer);
    if (pathname === '/auth') {
      response.setHeader('content-type', 'text/html');
      return void response.end(formOf(searchParams));
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(toldAt(pathname, platform)));
  };
  const platform = await startFakePlatform(tool, { keysAnswer: answer });
  const claimsOf = (who: Somebody) => ({
    ...{ sub: who, name: `${NASTY} ${who}`, locale: NASTY, [`${LTI}roles`]: [ROLES[who]] },
    [`${LTI}context`]: { id: 'course', title: `${RIGHT_TO_LEFT} course`, label: NASTY },
    [`${LTI}resource_link`]: { id: 'link', title: NASTY, description: NASTY },
    [`${LTI}launch_presentation`]: { locale: NASTY, return_url: 'javascript:__hit(1)' },
    [`${LTI}tool_platform`]: { product_family_code: NASTY, name: NASTY },
    [`${LTI}custom`]: { due_at: NASTY, observees: NASTY },
    [NRPS]: { context_memberships_url: `${platform.issuer}/members`, service_versions: ['2.0'] },
  });

  /** What the LMS answers to a login: a form that goes on by itself. */
  function formOf(asked: URLSearchParams): string {
    const who = asked.get('login_hint') ?? '';
    const [state = '', nonce = ''] = [asked.get('state') ?? '', asked.get('nonce') ?? ''];
    if (who === 'refused') return form({ state, error: 'access_denied', error_description: NASTY });
    const claims = {
      ...goodClaims(tool, platform, nonce),
      ...claimsOf(who in ROLES ? (who as Somebody) : 'ana'),
    };
    if (who === 'undeployed') Object.assign(claims, { [`${LTI}deployment_id`]: NASTY });
    const { kid, privateKey: key } = platform.key;
    return form({ state, id_token: signed({ claims, header: { alg: 'RS256', kid }, key }) });
  }
  const form = (fields: Record<string, string>) => {
    const inputs = Object.entries(fields).map(
      ([name, value]) =>
        `<input name="${name}" value="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`,
    );
    return `<form method="post" action="${tool.baseUrl}/lti/launch">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
  };
  return {
    platform,
    enter: (who) => enterAs(tool, platform, 'learner', claimsOf(who)),
    launchOf(who) {
      const target_link_uri = `${tool.baseUrl}/lti/launch`;
      const query = { iss: platform.issuer, client_id: platform.clientId, login_hint: who, target_link_uri };
      return `${tool.baseUrl}/lti/login?${new URLSearchParams(query)}`;
    },
  };
}

function toldAt(pathname: string, { published, issuer }: FakePlatform): object {
  if (pathname === '/token') return { access_token: 'token', token_type: 'Bearer', expires_in: 3600 };
  if (pathname !== '/members') return { keys: published.map(({ jwk }) => jwk) };
  const known = Object.entries(ROLES).map(([who, role]) => ({
    user_id: who,
    name: `${NASTY} ${who}`,
    roles: [role],
  }));
  const others = lines(2_000).map((name, index) => ({ user_id: `${index}`, name, roles: [LEARNER] }));
  return { id: issuer, context: { id: 'course', title: NASTY }, members: [...known, ...others] };
}
