import { isGraded } from '../domain/actor.ts';
import { isExcused } from '../domain/allowance.ts';
import { type Judged, marksOf, type PostMarks } from '../domain/byPost.ts';
import { isOpen } from '../domain/moderation.ts';
import { type Participation, suggestionIn } from '../domain/participation.ts';
import { numberInThread } from '../domain/readMarks.ts';
import { knownMarks, type Mark } from '../domain/rubric.ts';
import type { ThreadItem } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import type { Joint } from '../store/postLists.ts';
import { measureParticipation } from '../usecases/measureParticipation.ts';
import { criteriaAt, filledIn, type TypedMarks, wasOf } from './markForm.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf, type Seen } from './people.ts';
import { countedAs } from './studentWork.ts';
import type { ThreadPart } from './threadPart.ts';
import type { Visit } from './visit.ts';

/** What a page needs to know of the students whose posts are on it. */
export interface Judging {
  discussion: Discussion;
  marks: Map<string, PostMarks>;
  students: Map<string, { member: Member; participation: Participation }>;
  /** These students and those who judged them. */
  people: Map<string, Seen>;
  /** The form as it was sent, where it is shown again, at which places something was changed in it, and what is wrong with it. */
  typed: TypedMarks;
  touched: ReadonlySet<number>;
  errors: Record<string, string>;
  query: string;
}

export async function judgingIn(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  { root, window }: ThreadPart,
): Promise<Pick<Judging, 'discussion' | 'marks' | 'students' | 'people'>> {
  const { store } = tool;
  const ids = [...new Set([root, ...window.items].map(({ post }) => post.authorId))];
  const [members, records, marks] = await Promise.all([
    store.members.byIds(visit.actor.courseId, ids),
    store.posts.records(discussion.id, ids),
    store.postMarks.ofDiscussion(discussion.id, ids),
  ]);
  const graders = [...marks.values()].flatMap(({ history }) => history.map(({ by }) => by));
  const students = [...members.values()].filter(({ role }) => isGraded(role));
  const measured = students.map((member) => {
    const own = records.filter(({ authorId }) => authorId === member.id);
    const participation = measureParticipation(discussion, own, member, visit.now, marks);
    return [member.id, { member, participation }] as const;
  });
  const people = await peopleIn(tool, visit, discussion, new Set([...ids, ...graders]));
  return { discussion, marks, students: new Map(measured), people };
}

/** What stands beside a post: what was given, what can be given, and what its author's posts come to so far; null beside a teacher's. */
export function judgingOf(
  { post }: ThreadItem<Joint>,
  editedAt: Date | null,
  judging: Judging,
  visit: Visit,
) {
  const { discussion, marks, students, people } = judging;
  const student = students.get(post.authorId);
  if (!student) return null;
  const { language, base } = visit;
  const kept = marks.get(post.id) ?? null;
  const now = knownMarks(discussion.rubric, kept?.marks);
  const excused = isExcused(discussion, post.authorId);
  const place = numberInThread(post);
  return {
    ...countedAs(post.id, student.participation, language),
    place,
    open: isOpen(post) && !excused ? openAt(place, now, judging, visit) : null,
    idle: excused ? language.t('extensions.tag') : idleOf(post, now, discussion, visit),
    given: kept && givenBy(kept, people, discussion, visit),
    edited: kept !== null && editedAt !== null && editedAt > kept.at,
    history: historyOf(kept, people, discussion, visit),
    soFar: soFarOf(student, people, discussion, visit),
    href: `${base}/grading/${student.member.id}${judging.query}`,
  };
}

function openAt(
  place: number,
  now: Mark[],
  { discussion, typed, touched, errors }: Judging,
  { language }: Visit,
) {
  const conflict = errors[`was-${place}`];
  const own = touched.has(place);
  const form = own ? typed : filledIn(place, now);
  return {
    // Whoever has seen what another did may replace it.
    was: own && !conflict ? typed[`was-${place}`] : wasOf(now),
    conflict,
    todo: now.length < (discussion.rubric?.criteria.length ?? 0),
    criteria: criteriaAt(place, discussion.rubric, form, errors, language),
  };
}

/** What was given to a post that is gone by now counts for nothing, and is there again when the post is. */
function idleOf(post: Joint, marks: Mark[], discussion: Discussion, { language }: Visit): string | null {
  if (isOpen(post) || marks.length === 0) return null;
  return language.t('byThread.idle', { points: saidOf(marks, discussion, language) });
}

/** "Evidence 4, Style 2" */
export function saidOf(
  marks: readonly Mark[],
  { rubric }: Pick<Discussion, 'rubric'>,
  { t, number, facts }: Visit['language'],
): string {
  const said = (rubric?.criteria ?? []).flatMap(({ id, title }) => {
    const mark = marks.find(({ criterionId }) => criterionId === id);
    return mark ? [t('byThread.mark', { title, points: number(mark.points) })] : [];
  });
  return said.length > 0 ? facts(said) : t('byThread.nothing');
}

function givenBy(
  { marks, by, at }: PostMarks,
  people: Map<string, Seen>,
  discussion: Discussion,
  { language }: Visit,
): string {
  const { name } = personOf(people.get(by), language);
  const facts = { name, at: language.date(at, discussion.zone) };
  return language.t('byThread.given', { ...facts, points: saidOf(marks, discussion, language) });
}

/** Every decision about the post, the latest first. */
function historyOf(
  kept: PostMarks | null,
  people: Map<string, Seen>,
  discussion: Discussion,
  { language }: Visit,
) {
  const { t, date } = language;
  return (kept?.history ?? []).toReversed().map(({ at, by, from, to }) => ({
    at: date(at, discussion.zone),
    what: t('byThread.changed', {
      name: personOf(people.get(by), language).name,
      from: saidOf(from, discussion, language),
      to: saidOf(to, discussion, language),
    }),
  }));
}

/** What a student's posts come to so far, in the whole discussion. */
function soFarOf(
  { member, participation }: { member: Member; participation: Participation },
  people: Map<string, Seen>,
  discussion: Discussion,
  { language }: Visit,
): string | null {
  const points = suggestionIn(participation);
  if (points === null) return null;
  const judged: Judged[] = participation.byPost?.judged ?? [];
  return language.t('byThread.soFar', {
    name: personOf(people.get(member.id), language).name,
    judged: saidOf(marksOf(judged), discussion, language),
    points: language.number(points),
    maximum: language.number(discussion.maximum),
  });
}
