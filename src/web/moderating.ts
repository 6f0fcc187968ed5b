import type { Request } from 'express';
import { Conflict } from '../domain/errors.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Post } from '../store/posts.ts';
import { hidePost, unhidePost } from '../usecases/hidePost.ts';
import { lockThread, unlockThread } from '../usecases/lockThread.ts';
import { postToModerate, type Which } from '../usecases/moderate.ts';
import { pinPost, unpinPost } from '../usecases/pinPost.ts';
import { settleReports } from '../usecases/reportPost.ts';
import { addressOf } from './checklist.ts';
import { contentFor } from './content.ts';
import type { Pages } from './pages.ts';
import { written } from './posts.ts';
import { asking, deciding, type Question, type Reasoned } from './reasons.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

export async function whichIn(tool: Pages, visit: Visit, request: Request): Promise<Which> {
  const { id } = await discussionOf(tool, visit);
  return { discussionId: id, postId: String(request.params.post) };
}

type AtOnce = (store: Pages['store'], actor: Visit['actor'], which: Which, now: Date) => Promise<Post>;

/** A button that acts on a post at once, and leads back to it. */
const atOnce =
  (act: AtOnce, done: string): VisitHandler =>
  async (tool, visit, request, response) => {
    try {
      const which = await whichIn(tool, visit, request);
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

/** Shows the post that it is about. */
const about =
  (sentences: string): Reasoned['question'] =>
  async (tool, visit, request): Promise<Question> => {
    const which = await whichIn(tool, visit, request);
    const { discussion, post } = await postToModerate(tool.store, visit.actor, which);
    const content = await contentFor(tool, visit, discussion, [post.html]);
    const label = labelOfPost(post);
    const back = fromReports(request) ? REPORTS : addressOf(label);
    return { sentences, facts: { label }, back, html: content.html(post.html, 1) };
  };

const REPORTS = '/moderation#reports';
const fromReports = ({ query }: Request): boolean => query.from === 'reports';

const hiding: Reasoned = {
  question: about('moderation.hide'),
  async carryOut(tool, visit, request, reason) {
    const which = await whichIn(tool, visit, request);
    const post = await hidePost(tool.store, visit.actor, { ...which, reason }, visit.now);
    return fromReports(request) ? '/moderation?done=hidden#reports' : written(post, 'hidden');
  },
};
export const [hidePage, hide] = [asking(hiding), deciding(hiding)];

const locking: Reasoned = {
  question: about('moderation.lockThread'),
  async carryOut(tool, visit, request, reason) {
    const which = await whichIn(tool, visit, request);
    return written(await lockThread(tool.store, visit.actor, { ...which, reason }, visit.now), 'locked');
  },
};
export const [lockPage, lock] = [asking(locking), deciding(locking)];

const settling: Reasoned = {
  question: about('moderation.settle'),
  async carryOut(tool, visit, request, reason) {
    const which = await whichIn(tool, visit, request);
    await settleReports(tool.store, visit.actor, { ...which, reason }, visit.now);
    return '/moderation?done=settled#reports';
  },
};
export const [settlePage, settle] = [asking(settling), deciding(settling)];
