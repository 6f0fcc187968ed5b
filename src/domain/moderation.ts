import { mayModerate, type Reader, type Role } from './actor.ts';

/** Since when students can add and change nothing, and why, as they are told. */
export type Lock = { at: Date; reason: string };

/** A student who may read, but write nothing more, and why, as they are told. */
export type Mute = { memberId: string; at: Date; reason: string };

/** What a discussion keeps of what those who moderate it decided. */
export type Moderation = {
  locked: Lock | null;
  muted: Mute[];
  /** Numbers of posts that stand on top of every order, the one pinned last first. */
  pinned: number[];
};

export const UNMODERATED: Moderation = { locked: null, muted: [], pinned: [] };

/** More would leave nothing to stand out from. */
export const MOST_PINNED = 5;
/** A sentence or two. */
export const LONGEST_REASON = 500;

/** When students can write: from and until when; null: from the start, for ever. */
export type Window = { opensAt: Date | null; closesAt: Date | null };

/** What keeps somebody who may write from writing just here; `at`: when it opens or has closed. */
export type Closing = {
  kind: 'muted' | 'locked' | 'early' | 'over' | 'thread-locked';
  reason: string;
  at?: Date;
};

/** Whatever is closed is closed to students: who can open it may go on writing. */
export function closingTo(
  { memberId, role }: Reader,
  { locked, muted, opensAt, closesAt }: Pick<Moderation, 'locked' | 'muted'> & Window,
  threadLock: Lock | null,
  now: Date,
): Closing | null {
  if (mayModerate(role)) return null;
  const mute = muted.find((one) => one.memberId === memberId);
  if (mute) return { kind: 'muted', reason: mute.reason };
  if (locked) return { kind: 'locked', reason: locked.reason };
  if (opensAt && now < opensAt) return { kind: 'early', reason: '', at: opensAt };
  if (closesAt && now > closesAt) return { kind: 'over', reason: '', at: closesAt };
  return threadLock && { kind: 'thread-locked', reason: threadLock.reason };
}

type Post = { authorId: string; deletedAt: Date | null; hiddenAt: Date | null };

/** Whether somebody who may read the discussion can read this of it. Its author learns from what was hidden, and why. */
export function canBeRead({ authorId, deletedAt, hiddenAt }: Post, { memberId, role }: Reader): boolean {
  return deletedAt === null && (hiddenAt === null || mayModerate(role) || authorId === memberId);
}

/** Whether it is there to be answered, quoted, marked or reported. */
export const isOpen = ({ deletedAt, hiddenAt }: Omit<Post, 'authorId'>): boolean =>
  deletedAt === null && hiddenAt === null;

/** Whether what this person wrote can be hidden, and they be muted: muting is for students. */
export const canBeMuted = (role: Role): boolean => role === 'learner';
