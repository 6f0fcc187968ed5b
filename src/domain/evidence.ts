import type { Requirement } from './discussion.ts';
import type { Contribution, Revision } from './post.ts';

/** The post, the time and the revision that earned a requirement's points. */
export type Evidence = {
  postId: string;
  label: string;
  postedAt: Date;
  /** Since when the text has met the requirement. */
  at: Date;
  /** The revision that was judged, and its words. */
  revision: number;
  words: number;
  late: boolean;
  /** 0 when on time. */
  lateByMs: number;
  answersAuthorId: string | null;
  /** What stands there now is not what was judged: the text changed after it was due. */
  editedAfterDue: boolean;
};

/**
 * How a post meets a requirement's length and date, or null. The text as it stood when it was due is judged
 * first, so that no later edit costs anything; if it fell short, today's text is, as late.
 */
export function evidenceFor(requirement: Requirement, post: Contribution): Evidence | null {
  const revisions = inOrder(post.revisions);
  const { dueAt, minimumWords } = requirement;
  const meets = (revision: Revision | undefined) =>
    revision !== undefined && !revision.blank && revision.words >= minimumWords;
  const whenDue = dueAt ? revisions.findLastIndex(({ at }) => at <= dueAt) : -1;
  const judgedIndex = meets(revisions[whenDue]) ? whenDue : revisions.length - 1;
  const judged = revisions[judgedIndex];
  if (!judged || !meets(judged)) return null;
  const lastFailure = revisions.slice(0, judgedIndex).findLastIndex((revision) => !meets(revision));
  const at = revisions[lastFailure + 1]?.at ?? judged.at;
  const lateByMs = dueAt ? Math.max(0, at.getTime() - dueAt.getTime()) : 0;
  return {
    postId: post.id,
    label: post.label,
    postedAt: post.createdAt,
    at,
    revision: judged.number,
    words: judged.words,
    late: lateByMs > 0,
    lateByMs,
    answersAuthorId: post.parentAuthorId,
    editedAfterDue: judgedIndex < revisions.length - 1,
  };
}

export const currentRevision = (post: Contribution): Revision | undefined => inOrder(post.revisions).at(-1);

function inOrder(revisions: readonly Revision[]): Revision[] {
  return [...revisions].sort((one, other) => one.number - other.number);
}
