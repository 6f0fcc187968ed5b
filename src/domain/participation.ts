import { type Role, teaches } from './actor.ts';
import { type Judged, marksOf } from './byPost.ts';
import type { DiscussionRules, Requirement, RequirementKind } from './discussion.ts';
import { addPoints } from './discussion.ts';
import { currentRevision, evidenceFor } from './evidence.ts';
import { kindOf, type LedgerEntry, ledger } from './ledger.ts';
import type { Contribution } from './post.ts';
import { pointsOfMarks } from './rubric.ts';

export type { Evidence } from './evidence.ts';
export type { LedgerEntry, Shortfall } from './ledger.ts';

export type UnusedReason =
  | 'own-post'
  | 'same-classmate'
  | 'too-short'
  | 'instructor'
  | 'extra'
  | 'deleted'
  | 'hidden'
  | 'blank';

export type UnusedContribution = { postId: string; label: string; postedAt: Date; reason: UnusedReason };

export type NextStep = { requirementId: string; kind: RequirementKind; dueAt: Date | null; overdue: boolean };

export type Participation = {
  entries: LedgerEntry[];
  /** Every post of the student's that is neither evidence nor a shortfall, oldest first. */
  unused: UnusedContribution[];
  /** Points, two decimals: the sum of the entries'. */
  earned: number;
  /** What they can add up to: the discussion's, less what a rubric gives. */
  maximum: number;
  complete: boolean;
  /** What graders gave beside the student's posts, and how many posts they have yet to judge; for graders alone, before a release. */
  byPost?: { judged: Judged[]; left: number };
  /** Nothing is asked of this student: what they did is told, and nothing is suggested. */
  excused?: boolean;
  nextStep: NextStep | null;
  /** When the student last wrote or edited anything, counted or not. */
  lastActivityAt: Date | null;
};

/**
 * What a student did, measured against what is asked: the ledger that student and grader both see.
 * Takes any posts of the discussion, in any order; writing more never lowers it.
 */
export function participation(
  rules: DiscussionRules,
  contributions: readonly Contribution[],
  studentId: string,
  now: Date,
): Participation {
  const own = contributions.filter(({ authorId }) => authorId === studentId).sort(oldestFirst);
  const mayCount = own.filter((post) => refusal(post, rules) === null);
  const entries = ledger(rules, mayCount);
  return {
    entries,
    unused: unusedAmong(own, rules, entries),
    earned: addPoints(entries.map(({ points }) => points)),
    maximum: addPoints(entries.map(({ possible }) => possible)),
    complete: entries.every(({ met }) => met),
    excused: rules.excused ?? false,
    nextStep: rules.excused ? null : nextStep(rules, entries, now),
    lastActivityAt: lastActivity(own),
  };
}

/**
 * Why one more reply to somebody, however long, would meet nothing that is still asked; null where it would, and where no
 * reply is asked any more.
 */
export function wouldNotCount(
  rules: DiscussionRules,
  contributions: readonly Contribution[],
  studentId: string,
  to: { authorId: string; authorRole: Role },
  now: Date,
): UnusedReason | null {
  const before = participation(rules, contributions, studentId, now);
  if (before.excused || before.entries.every(({ kind, met }) => met || kind !== 'reply')) return null;
  const reply: Contribution = {
    ...{ id: '', label: '', authorId: studentId, createdAt: now, deletedAt: null, hiddenAt: null },
    ...{ parentId: '', parentAuthorId: to.authorId, parentAuthorRole: to.authorRole },
    revisions: [{ number: 1, at: now, words: Number.MAX_SAFE_INTEGER, blank: false }],
  };
  const after = participation(rules, [...contributions, reply], studentId, now);
  return after.unused.find(({ postId }) => postId === reply.id)?.reason ?? null;
}

/** The points that a grader is offered; null: none, since nothing is asked of the student. */
export const suggestionIn = ({
  excused,
  earned,
  byPost,
}: Pick<Participation, 'excused' | 'earned' | 'byPost'>): number | null =>
  excused ? null : pointsOfMarks([{ criterionId: '', points: earned }, ...marksOf(byPost?.judged ?? [])]);

function oldestFirst(one: Contribution, other: Contribution): number {
  return one.createdAt.getTime() - other.createdAt.getTime() || (one.id < other.id ? -1 : 1);
}

/** Why a post can count for nothing, whatever is asked. */
function refusal(post: Contribution, rules: DiscussionRules): UnusedReason | null {
  if (post.deletedAt) return 'deleted';
  if (post.hiddenAt) return 'hidden';
  if (post.parentId === null) return null;
  if (post.parentAuthorId === post.authorId) return 'own-post';
  const toTeacher = post.parentAuthorRole !== null && teaches(post.parentAuthorRole);
  return toTeacher && !rules.repliesToInstructorCount ? 'instructor' : null;
}

function unusedAmong(
  own: readonly Contribution[],
  rules: DiscussionRules,
  entries: readonly LedgerEntry[],
): UnusedContribution[] {
  const used = new Set(entries.map(({ evidence, shortfall }) => (evidence ?? shortfall)?.postId));
  return own
    .filter(({ id }) => !used.has(id))
    .map((post) => ({
      postId: post.id,
      label: post.label,
      postedAt: post.createdAt,
      reason: refusal(post, rules) ?? whyUnused(post, rules, entries),
    }));
}

function whyUnused(
  post: Contribution,
  rules: DiscussionRules,
  entries: readonly LedgerEntry[],
): UnusedReason {
  if (currentRevision(post)?.blank ?? true) return 'blank';
  const asked = rules.requirements.filter(({ kind }) => kind === kindOf(post));
  const met = asked.filter((requirement) => evidenceFor(requirement, post));
  if (asked.length > 0 && met.length === 0) return 'too-short';
  // It met what is asked and was passed over, for nothing or for something later: its author was answered already.
  const passedOver = entries.some(
    ({ requirementId, evidence }) =>
      met.some(({ id }) => id === requirementId) && (!evidence || evidence.postedAt > post.createdAt),
  );
  return passedOver && post.parentId !== null ? 'same-classmate' : 'extra';
}

/** The unmet requirement that is due first; of those due together, the first asked. */
function nextStep(
  { requirements, postFirst = false }: DiscussionRules,
  entries: readonly LedgerEntry[],
  now: Date,
): NextStep | null {
  const rank = ({ kind, dueAt }: Requirement) =>
    postFirst && kind === 'post' ? -Infinity : (dueAt?.getTime() ?? Infinity);
  const [next] = requirements
    .filter((_, index) => !entries[index]?.met)
    .sort((one, other) => rank(one) - rank(other) || 0);
  if (!next) return null;
  const { id, kind, dueAt } = next;
  return { requirementId: id, kind, dueAt, overdue: dueAt !== null && dueAt < now };
}

function lastActivity(own: readonly Contribution[]): Date | null {
  const times = own.flatMap((post) => [post.createdAt, ...post.revisions.map(({ at }) => at)]);
  return times.reduce<Date | null>((last, at) => (last && last >= at ? last : at), null);
}
