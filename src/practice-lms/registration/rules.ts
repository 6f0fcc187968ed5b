import type { Lms } from '../lms.ts';
import type { Tool } from '../model.ts';
import type { OpenRegistration } from './open.ts';
import type { RegistrationRequest } from './request.ts';

/** Where Canvas and Moodle differ when a tool registers itself. */
export interface RegistrationRules {
  /** The single-use registration token. */
  token(lms: Lms, open: Omit<OpenRegistration, 'token' | 'url'>): Promise<string>;
  /** The configuration's address carries the token too, and is not answered without it. */
  configurationNeedsToken: boolean;
  /** What the configuration says beyond what every platform says. */
  configuration(lms: Lms): { scopes: string[] } & Record<string, unknown>;
  /** Answered to a token that is missing, foreign, expired or used. */
  unauthorised: Refused;
  /** Answered to a request with mistakes. */
  invalid: Refused;
  /** Mistakes in what only this platform reads: placements, keys of its own. */
  extraViolations(request: RegistrationRequest): string[];
  /** What the platform makes of the request. */
  toolSettings(request: RegistrationRequest): ToolSettings;
  /** The answer to the tool, given the tool as it was stored. */
  answer(lms: Lms, tool: Tool, request: RegistrationRequest): Record<string, unknown>;
  /** What the admin does with a pending tool, as the button says it. */
  activation: string;
}

export type ToolSettings = Pick<Tool, 'scopes' | 'custom' | 'privacy' | 'messages' | 'deepLinking'>;

export interface Refused {
  status: 400 | 401 | 422;
  body(reasons: string[]): { type: 'json' | 'text'; content: unknown };
}
