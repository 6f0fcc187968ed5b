import { z } from 'zod';
import { LmsUnavailable } from '../domain/errors.ts';
import { nameTold } from '../domain/oneLine.ts';
import type { Platform } from '../domain/platform.ts';
import { jsonIn } from './answer.ts';
import { emailTold } from './claims.ts';
import { linked } from './nextPage.ts';
import { AnswerTooLarge, NoAnswer } from './noAnswer.ts';
import { SCOPES, type Services } from './services.ts';

export const ROSTER_TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
/** What a roster may be. */
export interface RosterLimits {
  members: number;
  pageBytes: number;
  /** For all pages together. */
  ms: number;
}
export const ROSTER_LIMITS: RosterLimits = { members: 20_000, pageBytes: 2 * 1024 * 1024, ms: 60_000 };

const name = z.string().max(2000).transform(nameTold).nullish().catch(null);
const member = z.object({
  user_id: z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(255)),
  roles: z.array(z.string()).catch([]),
  name,
  given_name: name,
  family_name: name,
  email: emailTold.nullish().catch(null),
  status: z.enum(['Active', 'Inactive', 'Deleted']).catch('Active'),
});
/** So many people a page are asked for. Canvas gives 50 at most; Moodle all of them, unless it is asked for fewer. */
const PAGE = 500;
const context = z
  .object({ id: z.string().min(1).max(255), title: name })
  .nullish()
  .catch(null);
const container = z.object({ context, members: z.array(member) });

/** Someone in a course as its LMS lists them (NRPS 2.0, section 2.2). Empty name: the LMS keeps it to itself. */
export interface RosterMember {
  sub: string;
  name: string;
  /** Only where the LMS's settings tell it. */
  email: string | null;
  roles: string[];
}

/** More than the tool reads, or slower. */
export class RosterTooLarge extends LmsUnavailable {}

/** A page of a roster. */
export interface RosterPage {
  members: RosterMember[];
  /** LTI user ids of those whom it names as no longer there. */
  gone: string[];
  /** Whose roster it is: a course's, or in Canvas a group's. */
  context: { id: string; title: string | null } | null;
  /** Where the LMS will tell what changed since this page, if it does (`rel="differences"`). */
  differences: string | null;
}

/**
 * Reads a course's roster, or what changed in it, page by page: the next one is asked for when it is wanted.
 * @throws RosterTooLarge; LmsUnavailable where the LMS refuses or answers something else; NoAnswer
 */
export async function* readRoster(
  services: Services,
  platform: Platform,
  url: string,
  limits: RosterLimits = ROSTER_LIMITS,
): AsyncGenerator<RosterPage, void, undefined> {
  const pages = new Set<string>();
  const signal = AbortSignal.timeout(limits.ms);
  let listed = 0;
  for (let next: string | null = paged(url); next; ) {
    if (pages.has(next)) throw new LmsUnavailable(`the roster has no end: ${next}`);
    pages.add(next);
    const request = { scope: SCOPES.roster, url: next, accept: ROSTER_TYPE };
    const asked = services.request(platform, { ...request, signal, maxBytes: limits.pageBytes });
    const { status, headers, body } = await asked.catch((error: unknown) => {
      throw tooMuch(error, signal) ?? error;
    });
    const parsed = status === 200 ? container.safeParse(jsonIn(body)) : null;
    if (!parsed?.success) {
      throw new LmsUnavailable(`the roster was answered with ${status}: ${body.slice(0, 200)}`);
    }
    const { members } = parsed.data;
    // The gone as well: they have to be read.
    listed += members.length;
    if (listed > limits.members)
      throw new RosterTooLarge(`the roster lists more than ${limits.members} people`);
    const link = headers.get('link');
    yield {
      members: members.filter(({ status }) => status === 'Active').map(toRosterMember),
      gone: members.filter(({ status }) => status !== 'Active').map(({ user_id }) => user_id),
      context: contextIn(parsed.data),
      differences: linked(link, 'differences', next),
    };
    next = linked(link, 'next', next);
  }
}

const contextIn = ({ context }: z.infer<typeof container>): RosterPage['context'] =>
  context ? { id: context.id, title: context.title ?? null } : null;

/** As the LMS gave it, with how many people a page may have. */
function paged(url: string): string {
  const first = new URL(url);
  if (!first.searchParams.has('limit')) first.searchParams.set('limit', String(PAGE));
  return first.href;
}

function tooMuch(error: unknown, { aborted }: AbortSignal): RosterTooLarge | null {
  if (aborted) return new RosterTooLarge('the roster takes too long', { cause: error });
  if (!(error instanceof NoAnswer && error.cause instanceof AnswerTooLarge)) return null;
  return new RosterTooLarge('a page of the roster is too large', { cause: error });
}

function toRosterMember(told: z.infer<typeof member>): RosterMember {
  const { user_id, name, given_name, family_name, email = null, roles } = told;
  const known = name || [given_name, family_name].filter(Boolean).join(' ');
  return { sub: user_id, name: known, email, roles };
}
