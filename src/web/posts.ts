import { Conflict, InvalidInput, NotFound } from '../domain/errors.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Post } from '../store/posts.ts';
import { deletePost, editPost, ownPost } from '../usecases/editPost.ts';
import { writePost } from '../usecases/writePost.ts';
import { attachedBy, attachedView, refuseWithout } from './attaching.ts';
import { addressOf } from './checklist.ts';
import { showDiscussion } from './discussions.ts';
import type { Pages } from './pages.ts';
import { showThread } from './threads.ts';
import { show } from './views.ts';
import { discussionOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';
import { formAgain, type PostForm, postInput } from './writing.ts';

export const createPost: VisitHandler = async (tool, visit, request, response) => {
  const typed = postInput.parse(request.body);
  const discussion = await discussionOf(tool, visit);
  const attached = attachedBy(typed, response);
  try {
    refuseWithout(attached);
    const writing = { ...typed, files: attached.ids, discussionId: discussion.id, parentId: null };
    const post = await writePost(tool.store, visit.actor, writing, visit.now);
    response.redirect(303, visit.base + written(post, 'posted'));
  } catch (error) {
    const errors = errorsIn(error);
    const form = formAgain(typed, await attachedView(tool, visit, discussion, attached), errors);
    await showDiscussion(tool, visit, discussion, response, { form, status: 422 });
  }
};

export const createReply: VisitHandler = async (tool, visit, request, response) => {
  const typed = postInput.parse(request.body);
  const discussion = await discussionOf(tool, visit);
  const number = Number(request.params.number);
  if (!Number.isSafeInteger(number)) throw new NotFound('thread');
  const attached = attachedBy(typed, response);
  try {
    refuseWithout(attached);
    const parentId = typed.parentId ?? (await rootOf(tool, visit, discussion, number)) ?? '';
    const writing = { ...typed, files: attached.ids, title: '', discussionId: discussion.id, parentId };
    const post = await writePost(tool.store, visit.actor, writing, visit.now);
    response.redirect(303, visit.base + written(post, 'posted'));
  } catch (error) {
    const errors = errorsIn(error);
    const form = formAgain(typed, await attachedView(tool, visit, discussion, attached), errors);
    await showThread(
      tool,
      visit,
      { discussion, number, answering: typed.parentId, form, status: 422 },
      response,
    );
  }
};

/** What a form without a post to answer means. */
async function rootOf(tool: Pages, visit: Visit, discussion: Discussion, number: number) {
  const scope = await scopeIn(tool, visit, discussion);
  return (await tool.store.posts.rootOf(scope, number))?.id;
}

export const editPage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const post = await ownPost(tool.store, visit.actor, discussion.id, String(request.params.post), visit.now);
  const attached = await attachedView(tool, visit, discussion, { ids: post.files, refused: [] });
  showEdit(visit, post, response, { title: post.title, text: post.text, attached, errors: {} });
};

export const changePost: VisitHandler = async (tool, visit, request, response) => {
  const typed = postInput.parse(request.body);
  const discussion = await discussionOf(tool, visit);
  const attached = attachedBy(typed, response);
  const postId = String(request.params.post);
  const edit = { ...typed, files: attached.ids, discussionId: discussion.id, postId };
  try {
    refuseWithout(attached);
    const post = await editPost(tool.store, visit.actor, edit, visit.now);
    response.redirect(303, visit.base + written(post, 'edited'));
  } catch (error) {
    const errors = errorsIn(error);
    const post = await ownPost(tool.store, visit.actor, discussion.id, postId, visit.now);
    const again = await attachedView(tool, visit, discussion, attached);
    response.status(422);
    showEdit(visit, post, response, { ...typed, attached: again, errors });
  }
};

function showEdit(
  { language, base, session }: Visit,
  post: Post,
  response: Parameters<typeof show>[0],
  form: Omit<PostForm, 'requestId'>,
): void {
  const label = labelOfPost(post);
  show(response, 'edit-post', {
    title: language.t('edit.title', { label }),
    standing: form.errors.text === 'post.error.editedElsewhere' ? post.html : null,
    csrf: session.csrfToken,
    back: base + addressOf(label),
    form: {
      ...form,
      label: language.t('write.text'),
      action: `${base}/edit/${post.id}`,
      withTitle: post.parentId === null,
      seen: post.editedAt?.toISOString() ?? '',
    },
  });
}

export const deletePage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const post = await ownPost(tool.store, visit.actor, discussion.id, String(request.params.post), visit.now);
  const label = labelOfPost(post);
  show(response, 'delete-post', {
    title: visit.language.t('delete.title', { label }),
    csrf: visit.session.csrfToken,
    action: `${visit.base}/delete/${post.id}`,
    back: visit.base + addressOf(label),
    html: post.html,
    hasReplies: post.replyCount > 0,
  });
};

export const removePost: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const { post, threadStands } = await deletePost(
    tool.store,
    visit.actor,
    { discussionId: discussion.id, postId: String(request.params.post) },
    visit.now,
  );
  response.redirect(
    303,
    visit.base + (threadStands ? `/posts/${post.threadNumber}?done=deleted` : '/discussion?done=deleted'),
  );
};

/** Where a post is, with word of what was done to it: browsers do not send what stands after the #. */
function written({ threadNumber, parentId, number }: Post, done: string): string {
  const place = parentId === null ? '#post' : `&at=${number}#reply-${number}`;
  return `/posts/${threadNumber}?done=${done}${place}`;
}

/** What a form says about itself. Anything but a mistake in it is not the form's to tell. */
function errorsIn(error: unknown): Record<string, string> {
  if (error instanceof InvalidInput) return error.errors;
  if (error instanceof Conflict) return { text: error.reason };
  throw error;
}
