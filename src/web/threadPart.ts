import { inOrder, type ThreadOrder, type Window, windowAt } from '../domain/branches.ts';
import { NotFound } from '../domain/errors.ts';
import { readThread, type ThreadItem } from '../domain/thread.ts';
import type { Store } from '../store/index.ts';
import type { Joint, ShownPost } from '../store/postLists.ts';
import type { Scope } from '../store/posts.ts';

/** Replies on a page: as many as a browser lays out at once, and more than most threads have. */
const WINDOW = 100;

/** The part of a thread that a page shows, with the words of that part alone. */
export interface ThreadPart {
  root: ThreadItem<Joint>;
  window: Window<ThreadItem<Joint>>;
  /** How many replies there are to read in the whole thread. */
  standing: number;
  /** Whether some reply answers another, so that there is more than one way to read it. */
  branches: boolean;
  /** What is to be answered: the post, or one of its replies. */
  answered: ThreadItem<Joint>;
  /** Everything shown, and what it answers, by id. */
  posts: Map<string, ShownPost>;
  authorIds: string[];
}

export interface Where {
  scope: Scope;
  number: number;
  order: ThreadOrder;
  /** The number of a reply that the part is to be around. */
  at: number | null;
  /** The id of the reply that is to be answered. */
  answering: string | null;
}

/** @throws NotFound where there is no such thread, or nothing of it to read */
export async function readPart(
  { posts: store }: Store,
  { scope, number, order, at, answering }: Where,
): Promise<ThreadPart> {
  const joints = Number.isSafeInteger(number) ? await store.joints(scope, number) : [];
  const { root, replies } = readThread(joints, ({ deletedAt, hiddenAt }) => !deletedAt && !hiddenAt);
  if (root.tombstone && replies.length === 0) throw new NotFound('thread');
  const answered = replies.find(({ post, tombstone }) => post.id === answering && !tombstone) ?? root;
  const around = at ?? (answered === root ? null : answered.post.number);
  const window = windowAt(inOrder(replies, order), around, WINDOW);
  const answers = window.items.flatMap(({ answers }) => answers ?? []);
  const posts = await store.shown(scope, [
    ...[root, answered, ...window.items].map(({ post }) => post.id),
    ...answers.map(({ postId }) => postId),
  ]);
  return {
    ...{ root, window, answered, posts },
    standing: replies.filter(({ tombstone }) => !tombstone).length,
    branches: replies.some((reply) => reply.answers !== null),
    authorIds: [...[root, answered, ...window.items].map(({ post }) => post), ...answers].map(
      ({ authorId }) => authorId,
    ),
  };
}
