import type { Reader } from '../domain/actor.ts';
import { byAnswer, type ThreadOrder, type Window, windowAt } from '../domain/branches.ts';
import { NotFound } from '../domain/errors.ts';
import { canBeRead, isOpen } from '../domain/moderation.ts';
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
  reader: Reader;
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
  { scope, reader, number, order, at, answering }: Where,
): Promise<ThreadPart> {
  const joints = Number.isSafeInteger(number) ? await store.joints(scope, number) : [];
  const { root, replies } = readThread(
    joints,
    (post) => canBeRead(post, reader),
    // What is hidden keeps its place: who saw it there is told why it is not.
    ({ deletedAt }) => deletedAt === null,
  );
  if (root.post.deletedAt !== null && replies.length === 0) throw new NotFound('thread');
  const answered = replies.find(({ post }) => post.id === answering && isOpen(post)) ?? root;
  const around = at ?? (answered === root ? null : answered.post.number);
  const window = windowAt(order === 'answer' ? byAnswer(replies) : replies, around, WINDOW);
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
