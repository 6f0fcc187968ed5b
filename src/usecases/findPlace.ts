import { countsInStatistics, maySetUp, type Role } from '../domain/actor.ts';
import type { Launch } from '../lti/guard.ts';
import { isCourseMenu } from '../lti/quirks.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import { rememberOriginal } from './copyDiscussion.ts';
import { type AskedWork, discussionOfWork } from './openWork.ts';

/** A verified launch into a course, by somebody of that standing; `asked`: whose work it is about, if anyone's. */
interface Arrival {
  course: Course;
  launch: Launch;
  role: Role;
  testUser: boolean;
  asked: AskedWork | null;
}

/** Where in the course a launch leads. Neither: to the list of its discussions, or to choosing one. */
export interface Place {
  link: ResourceLink | null;
  discussion: Discussion | null;
}

/** Finds the place that was launched and its discussion, and keeps what the launch told about it. */
export async function placeOf(store: Store, arrival: Arrival, now: Date): Promise<Place> {
  const { course, launch, role, asked } = arrival;
  const link = await seenLink(store, arrival, now);
  const discussion = link && (await discussionOf(store, course, link, launch.custom, now));
  if (discussion || !asked) return { link, discussion };
  const found = await discussionOfWork(store, { course, role, asked });
  return { ...found, link: found.link ?? link };
}

/** The place that was launched; none for deep linking, nor from a course menu. */
async function seenLink(
  store: Store,
  { course, launch, role, testUser, asked }: Arrival,
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
      // The LMS lets its test student in everywhere.
      ...(countsInStatistics({ role, testUser }) ? { studentLaunchedAt: now } : {}),
      ...(maySetUp(role) && !asked ? { lmsDueAt: dueDate(launch) } : {}),
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
export function dueDate({ custom }: Launch): Date | null {
  const date = new Date(custom.due_at ?? '');
  return Number.isNaN(date.getTime()) ? null : date;
}

export async function keepDueDate(
  store: Store,
  discussion: Discussion,
  lmsDueAt: Date | null,
): Promise<void> {
  if (discussion.lmsDueAt?.getTime() === lmsDueAt?.getTime()) return;
  await store.discussions.keepLmsDueDate(discussion.id, lmsDueAt);
}
