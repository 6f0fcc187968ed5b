import type { Request } from 'express';
import { Conflict } from '../domain/errors.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Post } from '../store/posts.ts';
import { hidePost, unhidePost } from '../usecases/hidePost.ts';
import { lockThread, unlockThread } from '../usecases/lockThread.ts';
import { postToModerate, type Which } from '../usecases/moderate.ts';
import { pinPost, unpinPost } from '../usecases/pinPost.ts';
import { addressOf } from './checklist.ts';
import { contentFor } from './content.ts';
import type { Pages } from './pages.ts';
import { written } from './posts.ts';
import { ask, decide, type Question } from './reasons.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

async function whichIn(tool: Pages, visit: Visit, request: Request): Promise<Which> {
  const { id } = await discussionOf(tool, visit);
  return { discussionId: id, postId: String(request.params.post) };
}

async function aboutPost(
  tool: Pages,
  visit: Visit,
  which: Which,
  kind: 'hide' | 'lockThread',
): Promise<Question> {
  const { post } = await postToModerate(tool.store, visit.actor, which);
  const content = await contentFor(tool, visit, await discussionOf(tool, visit), [post.html]);
  const label = labelOfPost(post);
  return { kind, facts: { label }, back: addressOf(label), html: content.html(post.html, 1) };
}

/** A button that acts on a post at once, and leads back to it. */
const atOnce =
  (
    act: (store: Pages['store'], actor: Visit['actor'], which: Which, now: Date) => Promise<Post>,
    done: string,
  ): VisitHandler =>
  async (tool, visit, request, response) => {
    const which = await whichIn(tool, visit, request);
    try {
      const post = await act(tool.store, visit.actor, which, visit.now);
      response.redirect(303, visit.base + written(post, done));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const { t } = visit.language;
      response.status(409);
      const words = { title: t('moderation.impossible'), why: t(error.reason) };
      show(response, 'hindered', { ...words, back: `${visit.base}/discussion` });
    }
  };

export const unhide = atOnce(unhidePost, 'unhidden');
export const pin = atOnce(pinPost, 'pinned');
export const unpin = atOnce(unpinPost, 'unpinned');
export const unlock = atOnce(unlockThread, 'unlocked');

export const hidePage: VisitHandler = async (tool, visit, request, response) =>
  ask(visit, response, await aboutPost(tool, visit, await whichIn(tool, visit, request), 'hide'));

export const hide: VisitHandler = async (tool, visit, request, response) => {
  const which = await whichIn(tool, visit, request);
  await decide(
    visit,
    request,
    response,
    () => aboutPost(tool, visit, which, 'hide'),
    async (reason) =>
      written(await hidePost(tool.store, visit.actor, { ...which, reason }, visit.now), 'hidden'),
  );
};

export const lockPage: VisitHandler = async (tool, visit, request, response) =>
  ask(visit, response, await aboutPost(tool, visit, await whichIn(tool, visit, request), 'lockThread'));

export const lock: VisitHandler = async (tool, visit, request, response) => {
  const which = await whichIn(tool, visit, request);
  await decide(
    visit,
    request,
    response,
    () => aboutPost(tool, visit, which, 'lockThread'),
    async (reason) =>
      written(await lockThread(tool.store, visit.actor, { ...which, reason }, visit.now), 'locked'),
  );
};
