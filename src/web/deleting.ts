import { Conflict } from '../domain/errors.ts';
import { labelOfPost } from '../domain/thread.ts';
import { deletePost, undeletePost } from '../usecases/deletePost.ts';
import { ownPost } from '../usecases/editPost.ts';
import { addressOf } from './checklist.ts';
import { contentFor } from './content.ts';
import { showHindered, written } from './posts.ts';
import { show } from './views.ts';
import { discussionOf, type VisitHandler } from './visit.ts';

export const deletePage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const id = String(request.params.post);
  const { post, hindrance } = await ownPost(tool.store, visit.actor, discussion.id, id, visit.now);
  if (hindrance) return showHindered(visit, post, hindrance, response);
  const label = labelOfPost(post);
  const content = await contentFor(tool, visit, discussion, [post.html]);
  show(response, 'delete-post', {
    title: visit.language.t('delete.title', { label }),
    csrf: visit.session.csrfToken,
    action: `${visit.base}/delete/${post.id}`,
    back: visit.base + addressOf(label),
    html: content.html(post.html, 1),
    hasReplies: post.replyCount > 0,
  });
};

export const removePost: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const which = { discussionId: id, postId: String(request.params.post) };
  try {
    const { post, threadStands } = await deletePost(tool.store, visit.actor, which, visit.now);
    const place = threadStands ? `/posts/${post.threadNumber}` : '/discussion';
    response.redirect(303, `${visit.base}${place}?done=deleted&undo=${post.id}`);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    // What kept it is told where it is looked at.
    response.redirect(303, `${visit.base}/delete/${which.postId}`);
  }
};

export const undoDelete: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const which = { discussionId: id, postId: String(request.params.post) };
  try {
    const post = await undeletePost(tool.store, visit.actor, which, visit.now);
    response.redirect(303, visit.base + written(post, 'undeleted'));
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const { t } = visit.language;
    response.status(409);
    const words = { title: t('delete.undoTitle'), why: t(error.reason) };
    show(response, 'hindered', { ...words, back: `${visit.base}/discussion` });
  }
};
