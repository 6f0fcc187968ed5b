import { type Actor, mayReport } from '../domain/actor.ts';
import { InvalidInput, NotFound } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import type { Post } from '../store/posts.ts';
import { note, postToModerate, reasonIn, type Which } from './moderate.ts';
import { othersPost } from './othersPost.ts';

/** Enough for somebody who means it; a bored class does not fill a teacher's page. */
const A_DAY = 10;
const DAY_MS = 24 * 60 * 60 * 1000;

/** A post that this person may report. For everybody else there is nothing to report. @throws NotFound */
export async function postToReport(store: Store, actor: Actor, which: Which): Promise<Post> {
  if (!mayReport(actor.role)) throw new NotFound('post');
  return othersPost(store, actor, which);
}

/**
 * Tells those who grade of a post, and nobody else. One report a person and post waits at a time.
 * @throws NotFound, InvalidInput about `reason`
 */
export async function reportPost(
  store: Store,
  actor: Actor,
  { reason: typed, ...which }: Which & { reason: string },
  now: Date,
): Promise<Post> {
  const post = await postToReport(store, actor, which);
  const reason = reasonIn(typed, { required: true, missing: 'report.error.reason' });
  const { discussionId, postId } = which;
  const yesterday = new Date(now.getTime() - DAY_MS);
  if ((await store.reports.since(discussionId, actor.memberId, yesterday)) >= A_DAY)
    throw new InvalidInput({ reason: 'report.error.tooMany' });
  await store.reports.add({ discussionId, postId, reporterId: actor.memberId, reason, at: now });
  return post;
}

/** Leaves a reported post as it is, and settles its reports. @throws NotFound, InvalidInput */
export async function settleReports(
  store: Store,
  actor: Actor,
  { reason: typed, ...which }: Which & { reason: string },
  now: Date,
): Promise<void> {
  const { discussion, post } = await postToModerate(store, actor, which);
  const reason = reasonIn(typed, { required: false });
  const outcome = post.hiddenAt === null ? 'kept' : 'hidden';
  if ((await store.reports.settle(post.id, outcome)) > 0)
    await note(store, actor, { discussionId: discussion.id, act: 'settle', post, reason }, now);
}
