import { isGraded, maySetUp, roleFrom, type Standing } from '../domain/actor.ts';
import { LaunchRefused } from '../domain/errors.ts';
import { framingOrigins } from '../domain/framing.ts';
import { familyOf } from '../domain/platform.ts';
import type { Launch } from '../lti/guard.ts';
import type { LaunchNews } from '../store/health.ts';
import type { Store } from '../store/index.ts';
import type { Member } from '../store/members.ts';
import type { Session } from '../store/sessions.ts';
import { dueDate, keepDueDate, type Place, placeOf } from './findPlace.ts';
import { type HeldLaunch, holdLaunch } from './holdLaunch.ts';
import { courseGroups, keepGroups } from './keepGroups.ts';
import { type AskedWork, askedWork } from './openWork.ts';
import type { Tool } from './tool.ts';

/** Somebody who was let in: the session, and whose work was asked for, if anyone's. */
export interface Entered {
  session: Session;
  asked: AskedWork | null;
}

/** For whom a session begins: the login it comes of, the name it is kept under, and all that the browser has. */
interface Entering {
  state: string;
  browser: string;
  browsers: string[];
}

/**
 * Verifies a launch and lets its person in, or holds it until the browser has shown that it began its login.
 * @param browsers the names that the browser came with
 * @throws LaunchRefused; with the session where this browser entered by the very same launch before
 */
export async function enterByLaunch(
  tool: Tool,
  body: unknown,
  browsers: string[],
  now: Date,
): Promise<Entered | { held: HeldLaunch; frameAncestors: string[] }> {
  const { launch, login } = await tool.lti.launch(body, browsers, now).catch(async (error: unknown) => {
    if (error instanceof LaunchRefused && error.reason === 'state')
      error.sessionId = await begunBefore(tool.store, body, browsers, now);
    throw error;
  });
  tool.health.launched(launch.platform.id, newsOf(launch, now));
  const { state, browser, proof } = login;
  if (browser !== null) return letIn(tool.store, launch, { state, browser, browsers }, now);
  if (!proof) throw new Error('a login that is tied to nothing');
  const held = await holdLaunch(tool.store, launch, { state, proof }, now);
  return { held, frameAncestors: frameAncestors(launch) };
}

/** A browser that goes back may post a launch anew: it is led on to where that brought it, and nobody else is. */
async function begunBefore(
  store: Store,
  body: unknown,
  browsers: string[],
  now: Date,
): Promise<string | null> {
  const session = await store.sessions.begunBy((body as { state: string }).state, browsers, now);
  return session?.id ?? null;
}

function newsOf({ clockAheadS, endpoint, membershipsUrl, productFamilyCode }: Launch, now: Date): LaunchNews {
  return {
    at: now,
    clockAheadS,
    scopes: endpoint?.scope ?? null,
    lineItemsUrl: endpoint?.lineitems ?? null,
    rosterUrl: membershipsUrl,
    family: familyOf(productFamilyCode),
  };
}

/**
 * Lets a person in by a verified launch: keeps what it told about course, person and place, finds the discussion,
 * and begins a session for this browser.
 */
export async function letIn(store: Store, launch: Launch, entering: Entering, now: Date): Promise<Entered> {
  const standing = roleFrom(launch.roles);
  const { role, testUser } = standing;
  const course = await store.courses.seen(courseKey(launch), {
    title: launch.context?.title ?? launch.context?.label ?? '',
    family: familyOf(launch.productFamilyCode),
    rosterUrl: launch.membershipsUrl,
    ...courseGroups(launch),
  });
  const asked = askedWork(launch);
  const [member, place] = await Promise.all([
    store.members.launched(course.id, {
      ...{ sub: launch.sub, name: launch.name, email: launch.email },
      ...{ role, testUser },
    }),
    placeOf(store, { course, launch, role, testUser, asked }, now),
  ]);
  if (isGraded(role)) await keepGroups(store, member, launch, now);
  if (isGraded(role) && place.discussion)
    await store.reads.opened({ memberId: member.id, discussionId: place.discussion.id });
  if (isGraded(role) && place.link && launch.customNames.includes('assignment_group'))
    await store.resourceLinks.keepGroup(place.link.id, member.id, Boolean(launch.custom.assignment_group));
  // A gradebook launches without the assignment's variables: that is no word about the date.
  if (place.discussion && maySetUp(role) && !asked)
    await keepDueDate(store, place.discussion, dueDate(launch));
  const { sub, platform } = launch;
  if (!testUser) await store.sessions.endOfOthers(entering.browsers, { platformId: platform.id, sub });
  const begun = sessionOf(launch, entering, { standing, member, place });
  return { session: await store.sessions.begin(begun, now), asked };
}

/** What the session keeps of its launch, and of what was found by it. */
function sessionOf(
  launch: Launch,
  { state, browser }: Entering,
  { standing, member, place }: { standing: Standing; member: Member; place: Place },
) {
  return {
    ...{ browser, state, ...standing },
    sub: launch.sub,
    memberId: member.id,
    courseId: member.courseId,
    resourceLinkId: place.link?.id ?? null,
    discussionId: place.discussion?.id ?? null,
    platformId: launch.platform.id,
    deploymentId: launch.deploymentId,
    mentored: standing.role === 'observer' ? followedBy(launch) : [],
    deepLinking: deepLinkingOf(launch),
    frameAncestors: frameAncestors(launch),
    locale: launch.locale ?? null,
  };
}

/** Context ids are unique within a deployment (Core 1.3, section 5.4.1); a link without a course is its own. */
function courseKey({ platform, deploymentId, context, resourceLink }: Launch) {
  const contextId = context?.id ?? `link ${resourceLink?.id ?? ''}`;
  return { platformId: platform.id, deploymentId, contextId };
}

/**
 * The LTI user ids of those whom an observer follows: as the claim says, which Canvas sends to public tools alone, or
 * as its custom field `$com.instructure.User.observees` does, ids with commas between them (lib/lti/variable_expander.rb).
 */
function followedBy({ mentored, custom }: Launch): string[] {
  const observees = (custom.observees ?? '').split(',').map((id) => id.trim());
  return [...new Set([...mentored, ...observees])]
    .filter((id) => id !== '' && id.length <= 255)
    .slice(0, 1000);
}

function deepLinkingOf({ deepLinking, placement }: Launch): Session['deepLinking'] {
  if (!deepLinking) return null;
  return {
    returnUrl: deepLinking.deep_link_return_url,
    acceptTypes: deepLinking.accept_types,
    acceptLineItem: deepLinking.accept_lineitem ?? null,
    placement,
    data: deepLinking.data ?? null,
  };
}

/** Every address that this platform is known by: a hosted Canvas has one issuer and a host for each school. */
function frameAncestors({ platform, presentation, deepLinking }: Launch): string[] {
  const told = [presentation.return_url, deepLinking?.deep_link_return_url].filter((url) => url != null);
  return framingOrigins([platform.issuer, platform.authUrl, ...told]);
}
