import { type Actor, countsInStatistics, mayGrade } from '../domain/actor.ts';
import { marksOf } from '../domain/byPost.ts';
import { type Doubt, doubtsIn } from '../domain/doubt.ts';
import { Conflict, NotAllowed, NotFound } from '../domain/errors.ts';
import type { How } from '../domain/grade.ts';
import { type Participation, suggestionIn } from '../domain/participation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Member } from '../store/members.ts';
import { findAlike } from './findOwnWords.ts';
import { keepDecision } from './gradeStudent.ts';
import { groupByAuthor, measureParticipation } from './measureParticipation.ts';
import { scopeOf } from './scopeReading.ts';

export interface Offer {
  member: Member;
  participation: Participation;
  points: number;
  doubts: Doubt[];
}

/** Those about whom nobody has decided yet, of whom something is asked. */
export interface Offered {
  /** What is suggested can be given as it is. */
  clear: Offer[];
  /** Somebody should look first. */
  doubtful: Offer[];
  /** They wrote nothing, and only a person gives zero for that. */
  idle: Offer[];
}

/** So many students at a time. */
const AT_ONCE = 10;

/**
 * Whose suggestion could be given at once, and whose not. With a rubric none can: a person judges, unless they have done so
 * beside the posts.
 * @throws NotAllowed
 */
export async function offerSuggestions(
  store: Store,
  actor: Actor,
  discussion: Discussion,
  now: Date,
): Promise<Offered> {
  const { wrote, idle } = await ungradedIn(store, actor, discussion, now);
  if (discussion.rubric && discussion.byPost === 'off') return { clear: [], doubtful: [], idle };
  const own = await findAlike(store, await scopeOf(store, actor, discussion), discussion);
  for (const offer of wrote) {
    const { entries, byPost } = offer.participation;
    offer.doubts = doubtsIn(entries, discussion.requirements, own, byPost?.left);
  }
  return {
    clear: wrote.filter(({ doubts }) => doubts.length === 0),
    doubtful: wrote.filter(({ doubts }) => doubts.length > 0),
    idle,
  };
}

async function ungradedIn(
  store: Store,
  { courseId, role }: Actor,
  discussion: Discussion,
  now: Date,
): Promise<Record<'wrote' | 'idle', Offer[]>> {
  if (!mayGrade(role)) throw new NotAllowed('grade');
  if (discussion.scoring === 'none') return { wrote: [], idle: [] };
  const [members, records, grades, marks] = await Promise.all([
    store.members.inCourse(courseId),
    store.posts.records(discussion.id),
    store.grades.ofDiscussion(discussion.id),
    store.postMarks.ofDiscussion(discussion.id),
  ]);
  const byAuthor = groupByAuthor(records);
  const offers = members
    .filter((one) => countsInStatistics(one) && one.enrolled && !grades.get(one.id)?.grade.confirmedAt)
    .flatMap((member) => {
      const own = byAuthor.get(member.id) ?? [];
      const participation = measureParticipation(discussion, own, member, now, marks);
      const points = suggestionIn(participation);
      return points === null ? [] : [{ member, participation, points, doubts: [] as Doubt[] }];
    });
  return {
    wrote: offers.filter(({ participation }) => participation.lastActivityAt),
    idle: offers.filter(({ participation }) => !participation.lastActivityAt),
  };
}

export interface Done {
  done: number;
  /** Left as they were, since something had changed since the page was shown. */
  left: number;
}

/**
 * Gives what is suggested to all these, where it is still that and still nothing is doubtful.
 * @param offered points as they were shown, by student
 */
export async function acceptSuggestions(
  store: Store,
  actor: Actor,
  { discussionId, offered }: { discussionId: string; offered: ReadonlyMap<string, number> },
  now: Date,
): Promise<Done> {
  const discussion = await found(store, actor, discussionId);
  const { clear } = await offerSuggestions(store, actor, discussion, now);
  const same = clear.filter(({ member, points }) => offered.get(member.id) === points);
  return give(store, actor, { discussion, offers: same, of: offered.size, how: 'many' }, now);
}

/** Gives zero to those of these students who have still written nothing: a person has confirmed it. */
export async function giveZero(
  store: Store,
  actor: Actor,
  { discussionId, memberIds }: { discussionId: string; memberIds: ReadonlySet<string> },
  now: Date,
): Promise<Done> {
  const discussion = await found(store, actor, discussionId);
  const { idle } = await ungradedIn(store, actor, discussion, now);
  const offers = idle.filter(({ member }) => memberIds.has(member.id)).map((one) => ({ ...one, points: 0 }));
  return give(store, actor, { discussion, offers, of: memberIds.size, how: 'missing' }, now);
}

async function found(store: Store, actor: Actor, discussionId: string): Promise<Discussion> {
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  return discussion;
}

/** Whoever was graded by another meanwhile keeps that grade. */
async function give(
  store: Store,
  actor: Actor,
  { discussion, offers, of, how }: { discussion: Discussion; offers: Offer[]; of: number; how: How },
  now: Date,
): Promise<Done> {
  const { id: discussionId, courseId } = discussion;
  const course = await store.courses.byId(courseId);
  let done = 0;
  await inTurn(offers, async ({ member, participation, points }) => {
    const memberId = member.id;
    const key = { courseId, discussionId, memberId, platformId: course?.platformId };
    const marks = how === 'many' ? marksOf(participation.byPost?.judged ?? []) : [];
    const decision = { discussionId, memberId, points, marks, comment: '', seen: null, how };
    try {
      await keepDecision(store, actor, { discussion, key, participation }, decision, now);
      done += 1;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  });
  return { done, left: of - done };
}

async function inTurn<Item>(items: Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE)
    await Promise.all(items.slice(from, from + AT_ONCE).map(act));
}
