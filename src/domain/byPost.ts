import { fromHundredths, toHundredths } from './discussion.ts';
import { Conflict } from './errors.ts';
import { type Criterion, knownMarks, type Mark, type Rubric, sameMarks } from './rubric.ts';

/** How the points beside a student's posts come to one number for a criterion; `off`: none are given there. */
export const BY_POST = ['off', 'sum', 'best', 'average'] as const;
export type ByPost = (typeof BY_POST)[number];
export type ByPostRule = {
  byPost: ByPost;
  /** How many posts `best` takes the average of; one that is not there counts as nothing. */
  bestPosts: number;
};

/** What a discussion is that nobody said anything about. */
export const NOT_BY_POST: ByPostRule = { byPost: 'off', bestPosts: 3 };
export const MOST_BEST_POSTS = 20;

/** A post or reply that stands, with what graders gave beside it. */
export type MarkedPost = { label: string; marks: readonly Mark[] };

/** What one student's posts come to for one criterion, by which rule and which posts. */
export type Judged = ByPostRule & {
  criterionId: string;
  /** null: no post has been given any. */
  points: number | null;
  posts: { label: string; points: number; counts: boolean }[];
};

/** By each criterion what the points beside these posts come to: never more than the criterion's best level. */
export function judgedBy(rubric: Rubric | null, rule: ByPostRule, posts: readonly MarkedPost[]): Judged[] {
  if (rule.byPost === 'off') return [];
  return (rubric?.criteria ?? []).map((criterion) => judgedFor(criterion, rule, posts));
}

function judgedFor({ id, levels }: Criterion, rule: ByPostRule, posts: readonly MarkedPost[]): Judged {
  const given = posts.flatMap(({ label, marks }) => {
    const mark = marks.find(({ criterionId }) => criterionId === id);
    return mark ? [{ label, points: mark.points }] : [];
  });
  const best = [...given].sort((one, other) => other.points - one.points);
  const counted = new Set(rule.byPost === 'best' ? best.slice(0, rule.bestPosts) : given);
  const sum = [...counted].reduce((total, { points }) => total + toHundredths(points), 0);
  const among = { off: 1, sum: 1, best: rule.bestPosts, average: given.length }[rule.byPost];
  const most = toHundredths(Math.max(0, ...levels.map(({ points }) => points)));
  const { byPost, bestPosts } = rule;
  return {
    ...{ criterionId: id, byPost, bestPosts },
    points: given.length === 0 ? null : fromHundredths(Math.min(Math.round(sum / among), most)),
    posts: given.map((post) => ({ ...post, counts: counted.has(post) })),
  };
}

/** What is suggested to be given by the rubric: of each criterion that some post was judged by. */
export const marksOf = (judged: readonly Judged[]): Mark[] =>
  judged.flatMap(({ criterionId, points }) => (points === null ? [] : [{ criterionId, points }]));

/** Whether graders have said something by every criterion. */
export const isMarked = (rubric: Rubric | null, marks: readonly Mark[] = []): boolean =>
  (rubric?.criteria ?? []).every(({ id }) => marks.some(({ criterionId }) => criterionId === id));

export type MarkChange = { at: Date; by: string; from: Mark[]; to: Mark[] };

/** What stands beside one post. */
export type PostMarks = { marks: Mark[]; by: string; at: Date; history: MarkChange[] };

/** `was`: what stood there as the page had it. */
export type MarkDecision = { marks: Mark[]; was: Mark[]; by: string; at: Date };

/**
 * A grader's decision about one post. What they did not touch stays as it is by now, and the same again changes nothing.
 * @param rubric as it is by now: what was given for a criterion that is gone stands for nothing
 * @throws Conflict where another decided something else meanwhile
 */
export function markPost(
  before: PostMarks | null,
  rubric: Rubric | null,
  { marks, was, by, at }: MarkDecision,
): PostMarks | null {
  const now = knownMarks(rubric, before?.marks);
  if (sameMarks(marks, was) || sameMarks(marks, now)) return before;
  if (!sameMarks(now, was)) throw new Conflict('grade.error.markedElsewhere');
  return { marks, by, at, history: [...(before?.history ?? []), { at, by, from: now, to: marks }] };
}
