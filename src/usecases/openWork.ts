import { mayGrade, mayLookAs, type Role, teaches } from '../domain/actor.ts';
import { NotAllowed } from '../domain/errors.ts';
import type { Launch } from '../lti/guard.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Member } from '../store/members.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { Session } from '../store/sessions.ts';
import { listDiscussions } from './listDiscussions.ts';
import { tryRoster } from './refreshRoster.ts';
import type { Tool } from './tool.ts';

/** Whose work a launch from a gradebook asks to see, in the words of who asks. */
export type AskedWork =
  /** A submission review names the student by LTI user id (AGS 2.0, section 4.6). */
  | { by: 'sub'; sub: string; lineItemUrl: string | null; discussionId: string | null }
  /** Canvas launches the address that went out with the score: `workUrl` in deliverScores. */
  | { by: 'member'; memberId: string; discussionId: string | null };

/** null: an ordinary launch. */
export function askedWork(launch: Launch): AskedWork | null {
  const { messageType, forUser, endpoint, targetLinkUri, custom } = launch;
  if (messageType === 'LtiSubmissionReviewRequest' && forUser) {
    const place = { lineItemUrl: endpoint?.lineitem ?? null, discussionId: custom.discussion ?? null };
    return { by: 'sub', sub: forUser, ...place };
  }
  if (messageType !== 'LtiResourceLinkRequest' || !targetLinkUri) return null;
  const query = new URL(targetLinkUri).searchParams;
  const memberId = query.get('student');
  return memberId ? { by: 'member', memberId, discussionId: query.get('discussion') } : null;
}

/**
 * The discussion that the work is in, where the launch's link has none: by the line item, else as the launch says. In
 * Canvas anybody in a course can have any address of ours launched, so it only ever opens what is of that course, and
 * what the course's list would open for them.
 */
export async function discussionOfWork(
  store: Store,
  { course, role, asked }: { course: Course; role: Role; asked: AskedWork },
): Promise<{ link: ResourceLink | null; discussion: Discussion | null }> {
  const lineItemUrl = asked.by === 'sub' ? asked.lineItemUrl : null;
  const link = lineItemUrl ? await store.resourceLinks.ofLineItem(course.id, lineItemUrl) : null;
  const id = link?.discussionId ?? asked.discussionId;
  const listed = id ? await listDiscussions(store, { courseId: course.id, role }) : [];
  const found = listed.find(({ discussion }) => discussion.id === id);
  return found ? { link, discussion: found.discussion } : { link: null, discussion: null };
}

/** Where a launch leads: to one student's work, to the list of them, to what a student sees, or nowhere in particular. */
export type Landing = { to: 'home' } | { to: 'work' | 'look'; memberId: string } | { to: 'unknown-student' };

/** What deciding it takes. */
type Decides = Pick<Tool, 'store' | 'lti' | 'logger' | 'health'>;

/**
 * Decides where somebody lands who launched. The roster is read first where whom they ask for, or follow, may be in it
 * and nobody knows them yet; else beside it, for those who need it.
 * @throws NotAllowed where somebody asks for the work of another who neither grades nor follows them
 */
export async function landingOf(
  tool: Decides,
  session: Session,
  asked: AskedWork | null,
  now: Date,
): Promise<Landing> {
  if (session.role === 'observer') await knowFollowed(tool, session, now);
  const landing = await landingFor(tool, session, asked, now);
  if (await wantsRoster(tool, session)) void tryRoster(tool, session.courseId, false, now);
  return landing;
}

async function landingFor(
  tool: Decides,
  session: Session,
  asked: AskedWork | null,
  now: Date,
): Promise<Landing> {
  if (!asked) return { to: 'home' };
  const grades = mayGrade(session.role);
  // One's own work is the discussion as one sees it.
  if (asked.by === 'sub' && asked.sub === session.sub && !grades) return { to: 'home' };
  const student = await findStudent(tool, session, asked, now);
  if (grades) {
    if (!session.discussionId) return { to: 'home' };
    return student ? { to: 'work', memberId: student.id } : { to: 'unknown-student' };
  }
  if (student && session.role === 'observer') return { to: 'look', memberId: student.id };
  if (asked.by === 'sub') throw new NotAllowed("open another student's work");
  // A link says nothing about who follows it: those who may not see that work see what is theirs.
  return { to: 'home' };
}

/** The student asked for, if this person may look at them. */
async function findStudent(
  tool: Decides,
  { courseId, role, mentored }: Session,
  asked: AskedWork,
  now: Date,
): Promise<Member | null> {
  const find = async () => {
    const member =
      asked.by === 'member'
        ? await tool.store.members.find(courseId, asked.memberId)
        : (await tool.store.members.bySubs(courseId, [asked.sub]))[0];
    return member && mayLookAs(role, member, mentored) ? member : null;
  };
  const known = await find();
  if (known || asked.by === 'member') return known;
  await tryRoster(tool, courseId, false, now);
  return find();
}

/** Those whom an observer follows are looked up among the members: the roster is read where none is known yet. */
async function knowFollowed(tool: Decides, { courseId, mentored }: Session, now: Date): Promise<void> {
  if (mentored.length === 0) return;
  const known = await tool.store.members.bySubs(courseId, mentored);
  if (known.length === 0) await tryRoster(tool, courseId, false, now);
}

/** A teacher needs it; and where a launch says less than was known, the roster says whether that is so from now on. */
async function wantsRoster({ store }: Decides, { courseId, memberId, role }: Session): Promise<boolean> {
  return teaches(role) || (await store.members.find(courseId, memberId))?.role !== role;
}
