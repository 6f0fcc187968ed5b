import { createHash } from 'node:crypto';
import { countsInStatistics } from '../domain/actor.ts';
import { type Suggested, suggestionsMoved } from '../domain/dryRun.ts';
import { suggestionIn } from '../domain/participation.ts';
import type { Discussion, Settings } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { PostRecord } from '../store/postRecords.ts';
import { groupByAuthor, measureParticipation } from './measureParticipation.ts';

/** Whose suggestion other settings would change. Nothing of it is kept, and no grade that was confirmed moves. */
export interface DryRun {
  moved: Moved[];
  /** How many of them have a grade that somebody confirmed. */
  confirmed: number;
  /** What it says, in short: who confirms it confirms just this. */
  key: string;
}
export interface Moved {
  memberId: string;
  /** null: nothing is suggested. */
  from: Suggested | null;
  to: Suggested | null;
  /** Points that were confirmed, and stay. */
  stays: number | null;
}

export async function tryRules(
  store: Store,
  before: Discussion,
  settings: Settings,
  now: Date,
): Promise<DryRun> {
  const { id, courseId } = before;
  if (await store.posts.isEmpty(id)) return { moved: [], confirmed: 0, key: '' };
  const [members, records, grades, marks] = await Promise.all([
    store.members.inCourse(courseId),
    store.posts.records(id),
    store.grades.ofDiscussion(id),
    store.postMarks.ofDiscussion(id),
  ]);
  const after = { ...before, ...settings, aliasing: before.aliasing };
  const byAuthor = groupByAuthor(records);
  const students = members.filter(countsInStatistics);
  const suggestions = (discussion: Discussion) =>
    new Map(
      students.map((one) => [one.id, suggested(discussion, byAuthor.get(one.id) ?? [], one, marks, now)]),
    );
  const moved = suggestionsMoved(suggestions(before), suggestions(after)).map((one) => ({
    ...one,
    stays: grades.get(one.memberId)?.grade.points ?? null,
  }));
  const key = createHash('sha256').update(JSON.stringify(moved)).digest('base64url');
  return { moved, confirmed: moved.filter(({ stays }) => stays !== null).length, key };
}

function suggested(
  discussion: Discussion,
  records: PostRecord[],
  student: Parameters<typeof measureParticipation>[2],
  marks: Parameters<typeof measureParticipation>[4],
  now: Date,
): Suggested | null {
  if (discussion.scoring === 'none') return null;
  const points = suggestionIn(measureParticipation(discussion, records, student, now, marks));
  return points === null ? null : { points, maximum: discussion.maximum };
}
