import { type Actor, isGraded, mayGrade } from '../domain/actor.ts';
import { isExcused } from '../domain/allowance.ts';
import { type MarkDecision, markPost } from '../domain/byPost.ts';
import { Conflict, type FieldErrors, InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { isOpen } from '../domain/moderation.ts';
import { numberInThread } from '../domain/readMarks.ts';
import { type Mark, marksOutside, sameMarks } from '../domain/rubric.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Joint } from '../store/postLists.ts';
import { scopeOf } from './scopeReading.ts';

/** What a grader gives beside one post of a thread. */
export interface Given {
  /** Its number in the thread; 0 is the post that began it. */
  place: number;
  marks: Mark[];
  /** What stood there as the page had it. */
  was: Mark[];
}

export interface Marked {
  kept: number;
  /** Where another grader decided something else meanwhile: nothing was kept there. */
  conflicts: number[];
  /** Posts that were deleted or hidden meanwhile. */
  gone: number[];
}

/**
 * Keeps the points beside the posts of a thread; what the grader did not touch stays as it is by now.
 * @throws NotAllowed, NotFound, Conflict, InvalidInput about `mark-`, the place and the criterion
 */
export async function markThread(
  store: Store,
  actor: Actor,
  { discussionId, number, given }: { discussionId: string; number: number; given: Given[] },
  now: Date,
): Promise<Marked> {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  const posts = await judgeable(store, actor, discussion, number);
  if (discussion.scoring === 'none') throw new Conflict('grade.error.notGraded');
  if (discussion.byPost === 'off') throw new Conflict('no points are given beside posts');
  const touched = given.filter(({ marks, was }) => !sameMarks(marks, was));
  refuseOutside(discussion, touched);
  const marked: Marked = { kept: 0, conflicts: [], gone: [] };
  for (const { place, marks, was } of touched) {
    const post = posts.get(place);
    if (!post) marked.gone.push(place);
    else
      try {
        const decision = { marks, was, by: actor.memberId, at: now };
        if (await keep(store, discussion, post, decision)) marked.kept += 1;
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        marked.conflicts.push(place);
      }
  }
  return marked;
}

/** The posts of a thread that points can be given beside: those of students, as long as they stand. By their places. */
async function judgeable(
  store: Store,
  actor: Actor,
  discussion: Discussion,
  number: number,
): Promise<Map<number, Joint>> {
  const joints = await store.posts.joints(await scopeOf(store, actor, discussion), number);
  if (joints.length === 0) throw new NotFound('thread');
  const authors = await store.members.byIds(
    actor.courseId,
    joints.map(({ authorId }) => authorId),
  );
  const open = joints.filter((post) => {
    const author = authors.get(post.authorId);
    return author && isGraded(author.role) && !isExcused(discussion, author.id) && isOpen(post);
  });
  return new Map(open.map((post) => [numberInThread(post), post]));
}

function refuseOutside({ rubric }: Discussion, given: readonly Given[]): void {
  const errors: FieldErrors = Object.fromEntries(
    given.flatMap(({ place, marks }) =>
      marksOutside(rubric, marks).map(({ criterionId }) => [
        `mark-${place}-${criterionId}`,
        'grade.error.mark',
      ]),
    ),
  );
  if (Object.keys(errors).length > 0) throw new InvalidInput(errors);
}

/** @returns whether it changed anything. @throws Conflict */
const keep = (
  { postMarks }: Store,
  { id: discussionId, rubric }: Discussion,
  { id: postId, authorId }: Joint,
  decision: MarkDecision,
): Promise<boolean> =>
  postMarks.change({ postId, discussionId, authorId }, (before) => markPost(before, rubric, decision));
