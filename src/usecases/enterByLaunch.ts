import { maySetUp, roleFrom } from '../domain/actor.ts';
import { familyOf } from '../domain/platform.ts';
import type { Launch } from '../lti/guard.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { LaunchNews } from '../store/health.ts';
import type { Store } from '../store/index.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { Session } from '../store/sessions.ts';
import type { Tool } from './tool.ts';

/** Answers an LMS that wants to log somebody in. @returns where to send the browser @throws LaunchRefused */
export async function beginLogin(
  { lti }: Tool,
  parameters: unknown,
  browser: string,
  now: Date,
): Promise<string> {
  return lti.login(parameters, browser, now);
}

/**
 * Lets a person in by a launch: verifies it, keeps what it told about course, person and place, finds the
 * discussion, and begins a session for this browser.
 * @param browser the name that the session is kept under; `browsers` are those that the browser came with
 * @returns the session, and whose work the LMS asked to see, if anyone's
 * @throws LaunchRefused
 */
export async function enterByLaunch(
  { store, lti, health, baseUrl }: Tool,
  body: unknown,
  { browser, browsers }: { browser: string; browsers: string[] },
  now: Date,
): Promise<{ session: Session; student: string | null }> {
  const launch = await lti.launch(body, browsers, now);
  const session = await enter(store, launch, browser, now);
  health.launched(launch.platform.id, newsOf(launch, now));
  return { session, student: new URL(launch.targetLinkUri ?? baseUrl).searchParams.get('student') };
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

async function enter(store: Store, launch: Launch, browser: string, now: Date): Promise<Session> {
  const { role, testUser, administrator } = roleFrom(launch.roles);
  const course = await store.courses.seen(courseKey(launch), {
    title: launch.context?.title ?? launch.context?.label ?? '',
    family: familyOf(launch.productFamilyCode),
    rosterUrl: launch.membershipsUrl,
  });
  const [member, link] = await Promise.all([
    store.members.launched(course.id, { sub: launch.sub, name: launch.name, role, testUser }),
    launch.resourceLink ? seenLink(store, course, launch, launch.resourceLink, now) : null,
  ]);
  const discussion = link && (await discussionOf(store, course, link, launch.custom.discussion, now));
  if (discussion && maySetUp(role)) await keepDueDate(store, discussion, dueDate(launch));
  const { sub } = launch;
  if (!testUser) await store.sessions.endOfOthers({ browser, platformId: launch.platform.id, sub });
  return store.sessions.begin(
    {
      browser,
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

function seenLink(
  store: Store,
  course: Course,
  launch: Launch,
  { id, title }: NonNullable<Launch['resourceLink']>,
  now: Date,
) {
  return store.resourceLinks.seen(
    { courseId: course.id, resourceLinkId: id },
    {
      title: title ?? '',
      lineItemUrl: launch.endpoint?.lineitem ?? null,
      lineItemsUrl: launch.endpoint?.lineitems ?? null,
      launchedAt: now,
    },
  );
}

/** The link's discussion; at its first launch, the one that deep linking put into it, if it is of this course. */
async function discussionOf(
  store: Store,
  course: Course,
  link: ResourceLink,
  custom: string | undefined,
  now: Date,
): Promise<Discussion | null> {
  const id = link.discussionId ?? custom;
  const discussion = id ? await store.discussions.find(course.id, id) : null;
  if (discussion && !link.discussionId) await store.resourceLinks.connect(link.id, discussion.id, now);
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

function deepLinkingOf({ deepLinking }: Launch): Session['deepLinking'] {
  if (!deepLinking) return null;
  return {
    returnUrl: deepLinking.deep_link_return_url,
    acceptTypes: deepLinking.accept_types,
    acceptLineItem: deepLinking.accept_lineitem ?? null,
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
