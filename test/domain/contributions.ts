import { type DiscussionRules, requirementsOf } from '../../src/domain/discussion.ts';
import type { Contribution, Revision } from '../../src/domain/post.ts';

export const START = Date.parse('2026-03-01T08:00:00Z');
export const STUDENT = 'sam';

/** The moment this many hours into the discussion. */
export const hour = (hours: number): Date => new Date(START + hours * 3_600_000);

type Written = Partial<Omit<Contribution, 'revisions'>> & { revisions?: [hours: number, words: number][] };

/** A post of Sam's of 100 words, unless told otherwise. */
export function post(id: string, hours: number, written: Written = {}): Contribution {
  const { revisions = [[hours, 100]], ...more } = written;
  return {
    id,
    label: id,
    parentId: null,
    authorId: STUDENT,
    parentAuthorId: null,
    parentAuthorRole: null,
    createdAt: hour(hours),
    deletedAt: null,
    hiddenAt: null,
    ...more,
    revisions: revisions.map(
      ([at, words], index): Revision => ({ number: index + 1, at: hour(at), words, blank: words === 0 }),
    ),
  };
}

/** A reply of Sam's to somebody's post. */
export function reply(id: string, hours: number, to: string, written: Written = {}): Contribution {
  return post(id, hours, {
    parentId: `post-of-${to}`,
    parentAuthorId: to,
    parentAuthorRole: 'learner',
    ...written,
  });
}

/** What a test says about its rules; the rest is as instructors get it without touching anything. */
export type SetUp = {
  maximum: number;
  replies?: number;
  postMinimumWords?: number;
  replyMinimumWords?: number;
  postDueAt?: Date;
  repliesDueAt?: Date;
  differentClassmates?: boolean;
} & Partial<Omit<DiscussionRules, 'requirements'>>;

/** One post and some replies: 6 points, and 2 for each reply. */
export function ruleset({
  replies = 2,
  postMinimumWords = 0,
  replyMinimumWords = 0,
  postDueAt,
  repliesDueAt,
  differentClassmates = true,
  ...rules
}: SetUp): DiscussionRules {
  const post = {
    kind: 'post' as const,
    points: 6,
    minimumWords: postMinimumWords,
    differentClassmate: false,
  };
  const reply = { kind: 'reply' as const, points: 2, minimumWords: replyMinimumWords };
  return {
    repliesToInstructorCount: false,
    ...rules,
    requirements: requirementsOf([
      { count: 1, ...post, dueAt: postDueAt ?? null },
      { count: replies, ...reply, dueAt: repliesDueAt ?? null, differentClassmate: differentClassmates },
    ]),
  };
}
