import { z } from 'zod';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { jsonIn } from './answer.ts';
import { SCOPES, type Services } from './services.ts';

export const ROSTER_TYPE = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
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
  const pages = new Set<string>();
  for (let next: string | null = url; next; ) {
    if (pages.has(next) || pages.size === MAX_PAGES)
      throw new LmsUnavailable(`the roster has no end: ${next}`);
    pages.add(next);
    const request = { scope: SCOPES.roster, url: next, accept: ROSTER_TYPE };
    const { status, headers, body } = await services.request(platform, request);
    const parsed = status === 200 ? container.safeParse(jsonIn(body)) : null;
    if (!parsed?.success) {
      throw new LmsUnavailable(`the roster was answered with ${status}: ${body.slice(0, 200)}`);
    }
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

/**
 * The `rel="next"` address of a Link header (RFC 8288). Our token goes along, so it stays on the LMS's host; behind
 * a proxy an LMS may believe that it speaks http.
 * @throws LmsUnavailable where it leads elsewhere: half a roster would drop the other half from the course
 */
function nextPage(link: string | null, current: string): string | null {
  const found = /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(link ?? '')?.[1];
  if (!found) return null;
  const next = URL.canParse(found, current) ? new URL(found, current) : null;
  if (next?.host !== new URL(current).host)
    throw new LmsUnavailable(`the roster goes on elsewhere: ${found}`);
  next.protocol = new URL(current).protocol;
  return next.href;
}
