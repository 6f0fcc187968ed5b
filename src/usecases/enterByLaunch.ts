import { isGraded, maySetUp, type Role, roleFrom } from '../domain/actor.ts';
import { LaunchRefused } from '../domain/errors.ts';
import { familyOf } from '../domain/platform.ts';
import type { Launch } from '../lti/guard.ts';
import { isCourseMenu } from '../lti/quirks.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { LaunchNews } from '../store/health.ts';
import type { Store } from '../store/index.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { Session } from '../store/sessions.ts';
import { rememberOriginal } from './copyDiscussion.ts';
import { type HeldLaunch, holdLaunch } from './holdLaunch.ts';
import type { Tool } from './tool.ts';

/** Somebody who was let in: the session, and whose work the LMS asked to see, if anyone's. */
export interface Entered {
  session: Session;
  student: string | null;
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
  if (browser !== null) return letIn(tool, launch, { state, browser, browsers }, now);
  if (!proof) throw new Error('a login that is tied to nothing');
  const held = await holdLaunch(tool.store, launch, { state, proof }, now);
  return { held, frameAncestors: frameAncestors(launch) };
}

function newsOf({ issuedAt, endpoint, membershipsUrl, productFamilyCode }: Launch, now: Date): LaunchNews {
  return {
    at: now,
    clockAheadS: issuedAt - now.getTime() / 1000,
    scopes: endpoint?.scope ?? null,
    lineItemsUrl: endpoint?.lineitems ?? null,
    rosterUrl: membershipsUrl,
    family: familyOf(productFamilyCode),
  };
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

/**
 * Lets a person in by a verified launch: keeps what it told about course, person and place, finds the discussion,
 * and begins a session for this browser.
 */
export async function letIn(
  { store, baseUrl }: Tool,
  launch: Launch,
  entering: Entering,
  now: Date,
): Promise<Entered> {
  const session = await enter(store, launch, entering, now);
  return { session, student: new URL(launch.targetLinkUri ?? baseUrl).searchParams.get('student') };
}

async function enter(
  store: Store,
  launch: Launch,
  { state, browser, browsers }: Entering,
  now: Date,
): Promise<Session> {
  const { role, testUser, administrator } = roleFrom(launch.roles);
  const course = await store.courses.seen(courseKey(launch), {
    title: launch.context?.title ?? launch.context?.label ?? '',
    family: familyOf(launch.productFamilyCode),
    rosterUrl: launch.membershipsUrl,
  });
  const [member, link] = await Promise.all([
    store.members.launched(course.id, { sub: launch.sub, name: launch.name, role, testUser }),
    seenLink(store, course, launch, role, now),
  ]);
  const discussion = link && (await discussionOf(store, course, link, launch.custom, now));
  if (discussion && maySetUp(role)) await keepDueDate(store, discussion, dueDate(launch));
  const { sub } = launch;
  if (!testUser) await store.sessions.endOfOthers(browsers, { platformId: launch.platform.id, sub });
  return store.sessions.begin(
    {
      browser,
      state,
      sub,
      testUser,
      platformId: launch.platform.id,
      deploymentId: launch.deploymentId,
      courseId: course.id,
      memberId: member.id,
      role,
      administrator,
      mentored: role === 'observer' ? launch.mentored : [],
      resourceLinkId: link?.id ?? null,
      discussionId: discussion?.id ?? null,
      deepLinking: deepLinkingOf(launch),
      frameAncestors: frameAncestors(launch),
      locale: launch.presentation.locale ?? null,
    },
    now,
  );
}

/** Context ids are unique within a deployment (Core 1.3, section 5.4.1); a link without a course is its own. */
function courseKey({ platform, deploymentId, context, resourceLink }: Launch) {
  const contextId = context?.id ?? `link ${resourceLink?.id ?? ''}`;
  return { platformId: platform.id, deploymentId, contextId };
}

/** The place that was launched; none for deep linking, nor from a course menu. */
async function seenLink(
  store: Store,
  course: Course,
  launch: Launch,
  role: Role,
  now: Date,
): Promise<ResourceLink | null> {
  if (!launch.resourceLink || isCourseMenu(launch)) return null;
  const { id, title } = launch.resourceLink;
  return store.resourceLinks.seen(
    { courseId: course.id, resourceLinkId: id },
    {
      title: title ?? '',
      lineItemUrl: launch.endpoint?.lineitem ?? null,
      lineItemsUrl: launch.endpoint?.lineitems ?? null,
      launchedAt: now,
      ...(isGraded(role) ? { studentLaunchedAt: now } : {}),
      ...(maySetUp(role) ? { lmsDueAt: dueDate(launch) } : {}),
    },
  );
}

/**
 * The link's discussion; at its first launch, the one that deep linking put into it, if it is of this course. One of
 * another course came along with a copy: it is remembered, and opened to nobody.
 */
async function discussionOf(
  store: Store,
  course: Course,
  link: ResourceLink,
  custom: Launch['custom'],
  now: Date,
): Promise<Discussion | null> {
  const id = link.discussionId ?? custom.discussion;
  const discussion = id ? await store.discussions.find(course.id, id) : null;
  if (discussion && !link.discussionId) await store.resourceLinks.connect(link.id, discussion.id, now);
  if (!discussion && !link.discussionId) await rememberOriginal(store, course, link, custom);
  return discussion;
}

/** Canvas fills in the assignment's due date; Moodle leaves the variable as it stands, which reads as none. */
function dueDate({ custom }: Launch): Date | null {
  const date = new Date(custom.due_at ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

async function keepDueDate(store: Store, discussion: Discussion, lmsDueAt: Date | null): Promise<void> {
  if (discussion.lmsDueAt?.getTime() === lmsDueAt?.getTime()) return;
  await store.discussions.keepLmsDueDate(discussion.id, lmsDueAt);
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
  const origins = [platform.issuer, platform.authUrl, ...told].map((url) => new URL(url).origin);
  // Plain hosts alone: a URL may hold characters that mean something else in a Content-Security-Policy.
  return [...new Set(origins)].filter((origin) =>
    /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d+)?$/.test(origin),
  );
}
