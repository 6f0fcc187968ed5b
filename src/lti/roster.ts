import { z } from 'zod';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { SCOPES, type Services } from './services.ts';

const ACCEPT = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
/** Canvas gives 50 a page: a course of 10,000. */
const MAX_PAGES = 200;

const member = z.object({
  user_id: z.union([z.string(), z.number()]).transform(String),
  roles: z.array(z.string()).catch([]),
  name: z.string().nullish(),
  given_name: z.string().nullish(),
  family_name: z.string().nullish(),
  status: z.enum(['Active', 'Inactive', 'Deleted']).catch('Active'),
});
const container = z.object({ members: z.array(member) });

/** Someone in a course as its LMS lists them (NRPS 2.0, section 2.2). Empty name: the LMS keeps it to itself. */
export interface RosterMember {
  sub: string;
  name: string;
  roles: string[];
}

/**
 * Reads a course's whole active roster, page by page.
 * @throws LmsUnavailable where the LMS refuses or answers something else
 */
export async function readRoster(
  services: Services,
  platform: Platform,
  url: string,
): Promise<RosterMember[]> {
  const members: RosterMember[] = [];
  let next: string | null = url;
  for (let page = 0; next && page < MAX_PAGES; page++) {
    const { status, headers, body } = await services.request(platform, {
      scope: SCOPES.roster,
      url: next,
      accept: ACCEPT,
    });
    const parsed = status === 200 ? container.safeParse(json(body)) : null;
    if (!parsed?.success)
      throw new LmsUnavailable(`the roster was answered with ${status}: ${body.slice(0, 200)}`);
    members.push(...parsed.data.members.filter((one) => one.status === 'Active').map(toRosterMember));
    next = nextPage(headers.get('link'), next);
  }
  return members;
}

function toRosterMember({
  user_id,
  name,
  given_name,
  family_name,
  roles,
}: z.infer<typeof member>): RosterMember {
  return { sub: user_id, name: name || [given_name, family_name].filter(Boolean).join(' '), roles };
}

/** The `rel="next"` address of a Link header (RFC 8288), never one of another origin: our token goes along. */
export function nextPage(link: string | null, current: string): string | null {
  const found = /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '');
  if (!found?.[1] || !URL.canParse(found[1], current)) return null;
  const next = new URL(found[1], current);
  return next.origin === new URL(current).origin && next.href !== current ? next.href : null;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
