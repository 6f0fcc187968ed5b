import { NotFound } from './errors.ts';

export type ThreadPost = {
  id: string;
  /** null for the post that began the thread. */
  parentId: string | null;
  /** The post's number in the discussion; a reply's number in its thread, from 1. Never given out twice. */
  number: number;
  authorId: string;
  deletedAt: Date | null;
};

export type ThreadItem<P extends ThreadPost> = {
  post: P;
  label: string;
  /** null when it answers the post itself. */
  answers: { postId: string; number: number; authorId: string } | null;
  /** Its text is gone for this reader, but its place is kept, or something that is still there refers to it. */
  tombstone: boolean;
};

export type Thread<P extends ThreadPost> = { root: ThreadItem<P>; replies: ThreadItem<P>[] };

/**
 * A thread as it is read: the post, then every reply, oldest first whatever it answers.
 * Numbers are never reused, so a reply that is left out leaves a gap.
 * @param visible whose text the reader gets to see; by default, what is not deleted
 * @param stands what has its place even so, and without anything that refers to it; by default, what is visible
 * @throws NotFound when the post that began the thread is not among the posts
 */
export function readThread<P extends ThreadPost>(
  posts: readonly P[],
  visible: (post: P) => boolean = (post) => post.deletedAt === null,
  stands = visible,
): Thread<P> {
  const root = posts.find((post) => post.parentId === null);
  if (!root) throw new NotFound('thread');
  const byId = new Map(posts.map((post) => [post.id, post]));
  const shown = withTheirParents(posts.filter(stands), byId);
  const item = (post: P): ThreadItem<P> => ({
    post,
    label: labelOf(root.number, post === root ? null : post.number),
    answers: answersOf(post, root, byId),
    tombstone: !visible(post),
  });
  const replies = posts
    .filter((post) => post !== root && shown.has(post.id))
    .sort((one, other) => one.number - other.number);
  return { root: item(root), replies: replies.map(item) };
}

/** `12` for a post, `12.4` for the fourth reply under it. */
export function labelOf(postNumber: number, replyNumber: number | null = null): string {
  return replyNumber === null ? `${postNumber}` : `${postNumber}.${replyNumber}`;
}

/** The label of a post or reply as it is kept. */
export function labelOfPost(post: { threadNumber: number; parentId: string | null; number: number }): string {
  return labelOf(post.threadNumber, post.parentId === null ? null : post.number);
}

function withTheirParents<P extends ThreadPost>(posts: P[], byId: Map<string, P>): Set<string> {
  const shown = new Set<string>();
  for (let post of posts as (P | undefined)[]) {
    while (post && !shown.has(post.id)) {
      shown.add(post.id);
      post = post.parentId === null ? undefined : byId.get(post.parentId);
    }
  }
  return shown;
}

function answersOf<P extends ThreadPost>(post: P, root: P, byId: Map<string, P>): ThreadItem<P>['answers'] {
  const parent = post.parentId === null ? undefined : byId.get(post.parentId);
  if (!parent || parent === root) return null;
  return { postId: parent.id, number: parent.number, authorId: parent.authorId };
}
