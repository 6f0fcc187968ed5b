import { mayGrade, type Reader } from './actor.ts';
import { dueAtOf, type Requirement, type RequirementKind } from './discussion.ts';
import type { Closing } from './moderation.ts';

/** How long people may change and delete what they wrote: ever, for some minutes, or until it is due. */
export const EDITING = ['always', 'minutes', 'due'] as const;
export type Editing = (typeof EDITING)[number];

/** Who reads earlier versions beside their author. */
export const HISTORY = ['teachers', 'everyone'] as const;
export type History = (typeof HISTORY)[number];

/** What a discussion's settings say about changing what one wrote. */
export type EditingRules = {
  editing: Editing;
  /** For `minutes`; 0: not at all. */
  editMinutes: number;
  history: History;
};

/** What a discussion is that nobody said anything about. */
export const EDITED_FREELY: EditingRules = { editing: 'always', editMinutes: 0, history: 'teachers' };

/** What comes when it is due, or later, stays open as long as it takes to see a slip in it. */
export const SLIP_MS = 10 * 60 * 1000;
/** How long a deletion can be undone. */
export const UNDO_MS = 60 * 60 * 1000;

/** Until when what was written then may be changed; null: for ever. */
export function openUntil(
  { editing, editMinutes }: Pick<EditingRules, 'editing' | 'editMinutes'>,
  createdAt: Date,
  dueAt: Date | null,
): Date | null {
  const after = (ms: number) => new Date(createdAt.getTime() + ms);
  if (editing === 'minutes') return after(editMinutes * 60_000);
  if (editing === 'always' || dueAt === null) return null;
  return dueAt > after(SLIP_MS) ? dueAt : after(SLIP_MS);
}

/** When the last that is asked of this kind is due; where none of it is asked, when the activity is. */
export function lastDueAt(
  requirements: readonly Requirement[],
  lmsDueAt: Date | null,
  kind: RequirementKind,
): Date | null {
  const dates = requirements
    .filter((requirement) => requirement.kind === kind)
    .map((requirement) => dueAtOf(requirement, lmsDueAt));
  if (dates.length === 0) return lmsDueAt;
  return dates.reduce((last, date) => last && date && new Date(Math.max(last.getTime(), date.getTime())));
}

type Post = { authorId: string; createdAt: Date; deletedAt: Date | null; hiddenAt: Date | null };

/** Nobody changes another's words, a teacher neither: a grader may hide a post, which is seen and undone. */
export const isOwn = ({ authorId, deletedAt }: Pick<Post, 'authorId' | 'deletedAt'>, memberId: string) =>
  authorId === memberId && deletedAt === null;

/** What keeps somebody from changing what they wrote; whoever is muted can take it away still. */
export type Hindrance = 'hidden' | 'window' | Closing['kind'];

/** @param until when it can be changed no longer; null: never */
export function hindranceToChange(
  { hiddenAt }: Pick<Post, 'hiddenAt'>,
  { until, closing }: { until: Date | null; closing: Closing | null },
  now: Date,
): Hindrance | null {
  if (hiddenAt !== null) return 'hidden';
  if (closing && closing.kind !== 'muted') return closing.kind;
  return until !== null && now >= until ? 'window' : (closing?.kind ?? null);
}

export function mayUndelete(
  { authorId, deletedAt }: Pick<Post, 'authorId' | 'deletedAt'>,
  memberId: string,
  now: Date,
): boolean {
  return authorId === memberId && deletedAt !== null && now.getTime() - deletedAt.getTime() < UNDO_MS;
}

/**
 * Who may read what a post said before: graders always, its author unless they deleted it, and others if the discussion
 * is set so, as long as they may read the post itself.
 */
export function mayReadVersions(
  { authorId, deletedAt, hiddenAt }: Omit<Post, 'createdAt'>,
  { memberId, role }: Reader,
  history: History,
): boolean {
  if (mayGrade(role)) return true;
  if (deletedAt !== null) return false;
  return authorId === memberId || (history === 'everyone' && hiddenAt === null);
}
