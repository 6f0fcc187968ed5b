import type { Role } from '../domain/actor.ts';
import { datesFor, isExcused, type Student } from '../domain/allowance.ts';
import { isMarked, judgedBy } from '../domain/byPost.ts';
import { type DiscussionRules, dueAtOf } from '../domain/discussion.ts';
import { isOpen } from '../domain/moderation.ts';
import {
  type Participation,
  participation,
  type UnusedReason,
  wouldNotCount,
} from '../domain/participation.ts';
import type { Contribution } from '../domain/post.ts';
import { type Mark, rubricMost } from '../domain/rubric.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { PostRecord } from '../store/postRecords.ts';

/**
 * What one student's posts come to in a discussion: the same ledger for the student's checklist and for grading.
 * @param records the posts of that student, or of everybody
 * @param marks what stands beside posts, by their ids, for those who grade; nobody else gets to know before a release
 */
export function measureParticipation(
  discussion: Discussion,
  records: PostRecord[],
  student: Student,
  now: Date,
  marks?: ReadonlyMap<string, { marks: Mark[] }>,
): Participation {
  const measured = participation(rulesFor(discussion, student), records.map(toContribution), student.id, now);
  if (!marks || discussion.byPost === 'off') return measured;
  const standing = records.filter((post) => post.authorId === student.id && isOpen(post));
  const marked = standing.map((post) => ({
    label: labelOfPost(post),
    marks: marks.get(post.id)?.marks ?? [],
  }));
  const left = marked.filter((post) => !isMarked(discussion.rubric, post.marks)).length;
  return { ...measured, byPost: { judged: judgedBy(discussion.rubric, discussion, marked), left } };
}

/** What each wrote: who measures a whole class does not look through all of it for each of them. */
export function groupByAuthor(records: PostRecord[]): Map<string, PostRecord[]> {
  const groups = new Map<string, PostRecord[]>();
  for (const record of records) {
    const group = groups.get(record.authorId);
    if (group) group.push(record);
    else groups.set(record.authorId, [record]);
  }
  return groups;
}

/** Why one more reply of that student to somebody would meet nothing that is still asked; null where it would. */
export function replyWouldNotCount(
  discussion: Discussion,
  { records, student }: { records: PostRecord[]; student: Student },
  to: { authorId: string; authorRole: Role },
  now: Date,
): UnusedReason | null {
  return wouldNotCount(rulesFor(discussion, student), records.map(toContribution), student.id, to, now);
}

const rulesFor = (discussion: Discussion, student: Student): DiscussionRules => ({
  ...rulesOf(datesFor(discussion, student)),
  excused: isExcused(discussion, student.id),
});

function rulesOf(discussion: Discussion): DiscussionRules {
  const { requirements, maximum, repliesToInstructorCount, postFirst, scoring, lmsDueAt } = discussion;
  const { late, latePercent, rubric } = discussion;
  const dated = requirements.map((requirement) => ({
    ...requirement,
    dueAt: dueAtOf(requirement, lmsDueAt),
  }));
  return {
    ...{ requirements: dated, maximum, repliesToInstructorCount, postFirst, scoring },
    late: { late, latePercent },
    byRubric: rubricMost(rubric),
  };
}

function toContribution(post: PostRecord): Contribution {
  return {
    ...post,
    label: labelOfPost(post),
    revisions: post.revisions.map((revision) => ({ ...revision, blank: false })),
  };
}
