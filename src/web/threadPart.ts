import type { Reader } from '../domain/actor.ts';
import { inOrder, type ThreadOrder, type Window, windowAt } from '../domain/branches.ts';
import { NotFound } from '../domain/errors.ts';
import { canBeRead, isOpen } from '../domain/moderation.ts';
import { isRead, numberInThread, type ReadMarks } from '../domain/readMarks.ts';
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
  /** The numbers in the whole thread that its reader has not read yet; the post's is 0. */
  unread: Set<number>;
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
  /** Whose marks tell what is unread; null: nothing is. */
  marksOf: string | null;
}

/** @throws NotFound where there is no such thread, or nothing of it to read */
export async function readPart(
  store: Store,
  { scope, reader, number, order, at, answering, marksOf }: Where,
): Promise<ThreadPart> {
  const reading = marksOf === null ? null : { memberId: marksOf, discussionId: scope.discussionId };
  const [joints, read] = await Promise.all([
    store.posts.joints(scope, number),
    reading && store.reads.inThread(reading, number),
  ]);
  const { root, replies } = readThread(
    joints,
    (post) => canBeRead(post, reader),
    // What is hidden keeps its place: who saw it there is told why it is not.
    ({ deletedAt }) => deletedAt === null,
  );
  if (root.post.deletedAt !== null && replies.length === 0) throw new NotFound('thread');
  const answered = replies.find(({ post }) => post.id === answering && isOpen(post)) ?? root;
  const around = at ?? (answered === root ? null : answered.post.number);
  const window = windowAt(inOrder(replies, order), around, WINDOW);
  const answers = window.items.flatMap(({ answers }) => answers ?? []);
  const posts = await store.posts.shown(scope, [
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
    unread: new Set(read ? unreadNumbers([root, ...replies], read[number], marksOf) : []),
  };
}

const unreadNumbers = (items: ThreadItem<Joint>[], read: ReadMarks | undefined, reader: string | null) =>
  items
    .filter(({ post }) => isOpen(post) && post.authorId !== reader)
    .map(({ post }) => numberInThread(post))
    .filter((number) => !isRead(read, number));
