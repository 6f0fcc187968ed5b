import { randomBytes } from 'node:crypto';
import { LaunchRefused } from '../domain/errors.ts';
import type { AskedLogin } from '../lti/guard.ts';
import { hashOf } from '../store/sealed.ts';
import type { Tool } from './tool.ts';

/** How a browser came to log in. */
export interface Came {
  /** Its name, where a cookie of ours came. */
  browser: string | null;
  /** Whether it was given a cookie just before, to see if that comes back. */
  asked: boolean;
  /** A page of its own, not a frame of somebody else's. */
  topLevel: boolean;
}

/** What the browser does next. */
export type LoginStep =
  | { step: 'lms'; to: string }
  | { step: 'ask'; parameters: LoginParameters }
  | { step: 'tab'; parameters: LoginParameters; keep: ProofToKeep | null };

export type LoginParameters = Record<string, string>;

/** A proof for the LMS to keep; once it does, the browser goes on `to` the LMS. */
export interface ProofToKeep {
  frame: string;
  /** Of the LMS: to nobody else the proof is told. */
  origin: string;
  key: string;
  value: string;
  to: string;
}

/**
 * Answers an LMS that wants to log somebody in. Whether the browser keeps our cookie is asked before the LMS is:
 * what the LMS gave along may be good for one use only (Canvas: lti_message_hint), and a new tab needs it yet.
 * @throws LaunchRefused
 */
export async function beginLogin(tool: Tool, request: unknown, came: Came, now: Date): Promise<LoginStep> {
  const asked = await tool.lti.readLogin(request);
  if (came.browser !== null) {
    const bond = { browser: came.browser, proof: null };
    return { step: 'lms', to: await tool.lti.login(asked, bond, now) };
  }
  const parameters = JSON.parse(JSON.stringify(asked.parameters)) as LoginParameters;
  if (!came.asked) return { step: 'ask', parameters };
  if (came.topLevel) throw noCookie(asked);
  const frame = asked.parameters.lti_storage_target;
  return { step: 'tab', parameters, keep: frame ? await proofToKeep(tool, asked, frame, now) : null };
}

/** LTI Platform Storage (LTI Client Side postMessages): the LMS's own page keeps what our frame cannot. */
async function proofToKeep({ lti }: Tool, asked: AskedLogin, frame: string, now: Date): Promise<ProofToKeep> {
  const key = `rejoinder-${randomBytes(6).toString('hex')}`;
  const value = randomBytes(32).toString('base64url');
  const to = await lti.login(asked, { browser: null, proof: { frame, key, hash: hashOf(value) } }, now);
  return { frame, origin: new URL(asked.platform.authUrl).origin, key, value, to };
}

function noCookie({ platform }: AskedLogin): LaunchRefused {
  const refused = new LaunchRefused('no-cookie', 'no cookie came back, though the page is not in a frame');
  refused.platformId = platform.id;
  return refused;
}
