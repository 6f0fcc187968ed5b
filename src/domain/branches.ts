import type { ThreadItem, ThreadPost } from './thread.ts';

/** A thread's replies: each below what it answers, or as they were written. */
export const THREAD_ORDERS = ['answer', 'time'] as const;
export type ThreadOrder = (typeof THREAD_ORDERS)[number];

/** Beyond this many steps nothing moves further in: a phone has no room for it. */
const DEEPEST = 2;

export type Branch<P extends ThreadPost> = {
  item: ThreadItem<P>;
  /** How far in it stands: 0 to 2. */
  level: number;
  /** Whether it stands directly below what it answers, one step further in, so that nobody has to be told. */
  follows: boolean;
  replies: Branch<P>[];
  /** All replies below it, however deep. */
  below: number;
};

/** Replies as a reader of conversations wants them: after each, what answers it, earlier ones first. */
export function byAnswer<P extends ThreadPost>(replies: readonly ThreadItem<P>[]): ThreadItem<P>[] {
  const answers = new Map<string | null, ThreadItem<P>[]>();
  for (const reply of replies) {
    const to = reply.answers?.postId ?? null;
    const beside = answers.get(to);
    if (beside) beside.push(reply);
    else answers.set(to, [reply]);
  }
  const ordered: ThreadItem<P>[] = [];
  const waiting = [...(answers.get(null) ?? [])].reverse();
  // Not by recursion: two people may answer each other a thousand times.
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    ordered.push(next);
    waiting.push(...(answers.get(next.post.id) ?? []).reverse());
  }
  return ordered;
}

/** A thread's replies in the order in which they are read. */
export const inOrder = <P extends ThreadPost>(
  replies: readonly ThreadItem<P>[],
  order: ThreadOrder,
): readonly ThreadItem<P>[] => (order === 'answer' ? byAnswer(replies) : replies);

/** Each reply below what it answers, two steps in at most; what answers something beyond these stands at the edge. */
export function branchesOf<P extends ThreadPost>(ordered: readonly ThreadItem<P>[]): Branch<P>[] {
  const top: Branch<P>[] = [];
  const placed = new Map<string, { branch: Branch<P>; within: Branch<P> | null }>();
  let last: string | null = null;
  for (const item of ordered) {
    const to = item.answers?.postId ?? null;
    const parent = to === null ? undefined : placed.get(to);
    const within = parent ? (parent.branch.level < DEEPEST ? parent.branch : parent.within) : null;
    const level = within ? within.level + 1 : 0;
    const steppedIn = to === last && level > (parent?.branch.level ?? level);
    const branch = { item, level, follows: to === null || steppedIn, replies: [], below: 0 };
    (within?.replies ?? top).push(branch);
    placed.set(item.post.id, { branch, within });
    for (let above = within; above; above = placed.get(above.item.post.id)?.within ?? null) above.below += 1;
    last = item.post.id;
  }
  return top;
}

/** As written, one below the other. */
export function asWritten<P extends ThreadPost>(ordered: readonly ThreadItem<P>[]): Branch<P>[] {
  return ordered.map((item) => {
    return { item, level: 0, follows: item.answers === null, replies: [], below: 0 };
  });
}

export type Window<T> = {
  items: T[];
  /** How many come before these. */
  before: number;
  total: number;
  /** The first of the window before and of the one after. */
  earlier: T | null;
  later: T | null;
};

/** The part of a long thread that the reply of that number is in; without one, or without that one, the nearest to it. */
export function windowAt<P extends ThreadPost>(
  ordered: readonly ThreadItem<P>[],
  number: number | null,
  size: number,
): Window<ThreadItem<P>> {
  let at = 0;
  ordered.forEach(({ post }, index) => {
    const found = ordered[at]?.post.number ?? 0;
    if (number !== null && post.number <= number && (post.number > found || found > number)) at = index;
  });
  const before = Math.floor(at / size) * size;
  return {
    items: ordered.slice(before, before + size),
    before,
    total: ordered.length,
    earlier: before > 0 ? (ordered[before - size] ?? null) : null,
    later: ordered[before + size] ?? null,
  };
}
