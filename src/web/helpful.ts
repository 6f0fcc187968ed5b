import { mayGrade } from '../domain/actor.ts';
import { canBeRead } from '../domain/moderation.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Marks } from '../store/helpful.ts';
import { markHelpful } from '../usecases/markHelpful.ts';
import { addressOf } from './checklist.ts';
import type { Pages } from './pages.ts';
import type { ThreadPart } from './threadPart.ts';
import { typedIn } from './typed.ts';
import { discussionOf, readerOf, type Visit, type VisitHandler } from './visit.ts';

/** Says that a post was found helpful, or takes it back, as the button says. */
export const helpful: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const wanted = typedIn(request.body, ['helpful']).helpful !== 'no';
  const which = { discussionId: id, postId: String(request.params.post), helpful: wanted };
  const post = await markHelpful(tool.store, visit.actor, which, visit.now);
  response.redirect(303, visit.base + addressOf(labelOfPost(post)));
};

/** The reader's own marks in what a page shows of a thread, and how many there are, where they may know. */
export async function marksIn({ store }: Pages, visit: Visit, { root, window }: ThreadPart): Promise<Marks> {
  const reader = readerOf(visit);
  const { memberId, role } = reader;
  const posts = [root, ...window.items].map(({ post }) => post).filter((post) => canBeRead(post, reader));
  const counted = mayGrade(role) ? posts : posts.filter(({ authorId }) => authorId === memberId);
  const idsOf = (some: typeof posts) => some.map(({ id }) => id);
  return store.helpful.on(idsOf(posts), memberId, idsOf(counted));
}
