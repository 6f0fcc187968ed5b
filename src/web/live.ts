import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { isGraded, ownEyes, type Reader } from '../domain/actor.ts';
import { type Changes, settled } from '../domain/changes.ts';
import { canBeRead } from '../domain/moderation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { ChangedPost } from '../store/postLists.ts';
import type { Scope } from '../store/posts.ts';
import type { Session } from '../store/sessions.ts';
import { groupsIn } from '../usecases/scopeReading.ts';
import type { Pages } from './pages.ts';
import { discussionOf, polled, readerOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';

/** Told at once; whoever missed more asks again. */
const MOST = 1000;

const changesQuery = z.object({
  since: z.coerce.number().int().min(0).catch(0),
  /** The number of the thread that is open; none: the discussion's list. */
  thread: z.coerce.number().int().min(1).nullable().catch(null),
});

/** What an open page asks for: what came or changed since it was made. */
export const live = (tool: Pages): RequestHandler => polled(tool, unchanged, tellChanges);

/**
 * One read by id, and two more for whoever reads within a group. A tag that is still right says that there is nothing to
 * tell, whoever asks.
 */
async function unchanged(
  { store, now }: Pages,
  { courseId, discussionId, memberId, role }: Session,
  { headers }: Request,
  response: Response,
): Promise<boolean> {
  const reads = ownEyes({ memberId, courseId, role }) !== null;
  const changes = discussionId && reads && (await store.discussions.changesIn(courseId, discussionId));
  if (!changes) return false;
  const { groups } = changes;
  const groupIds = isGraded(role) ? await groupsIn(store, memberId, { courseId, groups }) : null;
  const scope = { discussionId, ...(groupIds ? { within: { groupIds, readerId: memberId } } : {}) };
  const tag = tagOf(store, discussionId, await heardIn(store, scope, changes, now()));
  // Not `request.fresh`: with a tag of their own, browsers ask for what no cache answers.
  if (tag === null || headers['if-none-match'] !== tag) return false;
  response.status(304).end();
  return true;
}

/** The latest change that somebody may hear of, and up to which one they have heard of all. */
type Heard = { latest: number; upTo: number };

/** Whoever reads within a group hears of changes there alone: not even that there are others. */
async function heardIn({ posts }: Pages['store'], scope: Scope, changes: Changes, now: Date): Promise<Heard> {
  const upTo = settled(changes, now);
  if (!scope.within) return { latest: changes.latest, upTo };
  const latest = await posts.latestChange(scope);
  return { latest, upTo: latest <= upTo ? latest : await posts.latestChange(scope, upTo) };
}

const tellChanges: VisitHandler = async (tool, visit, request, response) => {
  const { since, thread } = changesQuery.parse(request.query);
  const discussion = await discussionOf(tool, visit);
  const reader = readerOf(visit);
  const scope = await scopeIn(tool, visit, discussion);
  if (scope.closed) return tellNothing(response);
  const heard = await heardIn(tool.store, scope, discussion.changes, visit.now);
  const found = await tool.store.posts.changedSince(scope, since, MOST);
  const last = found.length === MOST ? found.at(-1) : undefined;
  const tag = last ? null : tagOf(tool.store, discussion.id, heard);
  if (tag !== null) response.set('ETag', tag);
  response.json({
    since: last?.change ?? heard.upTo,
    changes: found
      .filter((post) => thread === null || post.threadNumber === thread)
      .filter((post) => whatOf(post, since, reader) !== 'new' || post.authorId !== visit.reader?.memberId)
      .map((post) => ({
        thread: post.threadNumber,
        reply: post.parentId === null ? null : post.number,
        what: whatOf(post, since, reader),
      })),
  });
};

/** The same whatever happens: who may read nothing yet is not told either how much others write. */
function tellNothing(response: Response): void {
  response.set('ETag', '"closed"').json({ since: FROM_THE_START, changes: [] });
}
const FROM_THE_START = 0;

function whatOf(post: ChangedPost, since: number, reader: Reader): 'gone' | 'new' | 'changed' {
  if (!canBeRead(post, reader)) return 'gone';
  return post.added > since ? 'new' : 'changed';
}

/** Names the state of a discussion; null while it changes. */
function tagOf({ discussions }: Pages['store'], id: string, { latest, upTo }: Heard): string | null {
  return latest === upTo ? `"${discussions.nameOf(id, latest)}"` : null;
}

/** What a page needs to follow what happens meanwhile; null with another's eyes, which only look. */
export async function following(
  { store }: Pages,
  { lookingAs, base, language, now }: Visit,
  { changes }: Discussion,
  scope: Scope,
  thread: number | null,
): Promise<object | null> {
  if (lookingAs) return null;
  const query = thread === null ? '' : `?thread=${thread}`;
  const { t, forms } = language;
  const counted = { posts: forms('live.posts'), replies: forms('live.replies'), edits: forms('live.edits') };
  const said = {
    ...{ shown: t('live.shown'), first: t('live.first') },
    ...{ failed: t('live.failed'), ended: t('live.ended'), close: t('live.close'), gone: t('post.deleted') },
  };
  return {
    from: `${base}/live${query}`,
    since: scope.closed ? FROM_THE_START : (await heardIn(store, scope, changes, now)).upTo,
    words: JSON.stringify({ ...counted, ...said }),
  };
}
