import type { Request } from 'express';
import { isGraded } from '../domain/actor.ts';
import { placeFor } from '../domain/draft.ts';
import { Conflict, InvalidInput, NotFound } from '../domain/errors.ts';
import { kindOf } from '../domain/ledger.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Post } from '../store/posts.ts';
import { editPost, ownPost } from '../usecases/editPost.ts';
import { endDraft, type Writing as Place } from '../usecases/keepDraft.ts';
import { signalWork } from '../usecases/signalWork.ts';
import { writePost } from '../usecases/writePost.ts';
import { measureReader } from './asked.ts';
import { attachedNow, refuseWithout } from './attaching.ts';
import { addressOf } from './checklist.ts';
import { type Content, contentFor } from './content.ts';
import { draftsAt, formAt } from './draftForm.ts';
import { keepRefused, savedIn, writingIn } from './draftInput.ts';
import { mentioning } from './mentioning.ts';
import { receivedIn } from './multipart.ts';
import type { Pages } from './pages.ts';
import { showDiscussion } from './showDiscussion.ts';
import { showThread } from './showThread.ts';
import { show } from './views.ts';
import { discussionOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';
import { minimumOf, wordCounter } from './wordCount.ts';
import { asTyped, emptyForm, formAgain, type PostForm, postInput } from './writing.ts';

export const createPost: VisitHandler = async (tool, visit, request, response) => {
  const typed = postInput.parse(request.body);
  const discussion = await discussionOf(tool, visit);
  const place = writingIn(request, discussion.id, 'post');
  try {
    const words = await mentioning(tool, visit, discussion, asTyped(typed));
    const writing = { ...typed, ...words, discussionId: discussion.id, parentId: null };
    const post = await sending(tool, visit, request, place, () =>
      writePost(tool.store, visit.actor, writing, visit.now),
    );
    const opened = await hasOpened(tool, visit, discussion);
    response.redirect(303, visit.base + (opened ? '/discussion?done=opened#list' : written(post, 'posted')));
  } catch (error) {
    const errors = errorsIn(error);
    const attached = await attachedNow(tool, visit, discussion, typed.files, receivedIn(request));
    const form = formAgain(typed, attached, errors);
    await showDiscussion(tool, visit, discussion, response, { form, status: 422 });
  }
};

/** Whether what was just written is the post that opens the others'. */
async function hasOpened({ store }: Pages, { actor }: Visit, { id, postFirst }: Discussion) {
  if (!postFirst || !isGraded(actor.role)) return false;
  return (await store.posts.count({ discussionId: id }, { what: 'by', authorIds: [actor.memberId] })) === 1;
}

export const createReply: VisitHandler = async (tool, visit, request, response) => {
  const typed = postInput.parse(request.body);
  const discussion = await discussionOf(tool, visit);
  const number = Number(request.params.number);
  if (!Number.isSafeInteger(number)) throw new NotFound('thread');
  const scope = await scopeIn(tool, visit, discussion);
  const parentId = typed.parentId ?? (await tool.store.posts.rootOf(scope, number))?.id ?? '';
  const place = writingIn(request, discussion.id, placeFor('reply', parentId));
  try {
    const words = await mentioning(tool, visit, discussion, asTyped(typed));
    const writing = { ...typed, ...words, title: '', discussionId: discussion.id, parentId };
    const post = await sending(tool, visit, request, place, () =>
      writePost(tool.store, visit.actor, writing, visit.now),
    );
    response.redirect(303, visit.base + written(post, 'posted'));
  } catch (error) {
    const errors = errorsIn(error);
    const attached = await attachedNow(tool, visit, discussion, typed.files, receivedIn(request));
    const form = formAgain(typed, attached, errors);
    await showThread(
      tool,
      visit,
      { discussion, scope, number, answering: typed.parentId, place: place.place.name, form, status: 422 },
      response,
    );
  }
};

export const editPage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const id = String(request.params.post);
  const { post, hindrance } = await ownPost(tool.store, visit.actor, discussion.id, id, visit.now);
  if (hindrance) {
    const begun = await draftsAt(tool, visit, discussion, []);
    const hasDraft = begun?.unsent.some(({ place }) => place === placeFor('edit', post.id));
    return showHindered(visit, post, hindrance, response, hasDraft ? `${visit.base}/drafts` : null);
  }
  await showEdit(tool, visit, { discussion, post }, response);
};

export const changePost: VisitHandler = async (tool, visit, request, response) => {
  const typed = postInput.parse(request.body);
  const discussion = await discussionOf(tool, visit);
  const edit = {
    ...typed,
    ...(await mentioning(tool, visit, discussion, asTyped(typed))),
    discussionId: discussion.id,
    postId: String(request.params.post),
  };
  const place = writingIn(request, discussion.id, placeFor('edit', edit.postId));
  try {
    const post = await sending(tool, visit, request, place, () =>
      editPost(tool.store, visit.actor, edit, visit.now),
    );
    response.redirect(303, visit.base + written(post, 'edited'));
  } catch (error) {
    const errors = errorsIn(error);
    const { post } = await ownPost(tool.store, visit.actor, discussion.id, edit.postId, visit.now);
    const attached = await attachedNow(tool, visit, discussion, typed.files, receivedIn(request));
    const form = formAgain(typed, attached, errors);
    response.status(422);
    await showEdit(tool, visit, { discussion, post, refused: form }, response);
  }
};

/** Carries out what a form asks for: then its draft is no draft any more. What is refused is one. */
async function sending<Result>(
  tool: Pages,
  visit: Visit,
  request: Request,
  place: Place,
  send: () => Promise<Result>,
): Promise<Result> {
  const carryOut = async () => {
    refuseWithout(receivedIn(request));
    return send();
  };
  const done = await carryOut().catch(async (error: unknown) => {
    await keepRefused(tool, visit, request, place);
    throw error;
  });
  await endDraft(tool.store, visit.actor, place, savedIn(request, visit.now), visit.now);
  void tellOfWork(tool, visit, place.discussionId);
  return done;
}

/** Beside the answer: no student waits for it. */
async function tellOfWork(tool: Pages, { actor, now }: Visit, discussionId: string): Promise<void> {
  try {
    if (await signalWork(tool, actor, discussionId, now)) tool.deliveries.wake();
  } catch (error) {
    tool.logger.error({ err: error }, 'the LMS is not told of a student’s work');
  }
}

interface EditView {
  discussion: Discussion;
  post: Post;
  /** What was typed and is to be corrected. */
  refused?: PostForm;
}

async function showEdit(
  tool: Pages,
  visit: Visit,
  { discussion, post, refused }: EditView,
  response: Parameters<typeof show>[0],
): Promise<void> {
  const { language, base, session } = visit;
  const [content, attached, measured] = await Promise.all([
    contentFor(tool, visit, discussion, [post.html, post.text]),
    attachedNow(tool, visit, discussion, post.files),
    measureReader(tool, visit, discussion),
  ]);
  const minimum = minimumOf(measured, discussion, kindOf(post), post.id);
  const label = labelOfPost(post);
  const initial = { ...formOf(post, content), attached, seen: post.editedAt?.toISOString() ?? '' };
  const place = placeFor('edit', post.id);
  const drafts = await draftsAt(tool, visit, discussion, [place]);
  const form = formAt(visit, discussion, drafts, { place, refused, initial });
  show(response, 'edit-post', {
    title: language.t('edit.title', { label }),
    standing: form.errors.text === 'post.error.editedElsewhere' ? content.html(post.html, 2) : null,
    history: language.t(`edit.history.${discussion.history}`),
    base,
    csrf: session.csrfToken,
    back: base + addressOf(label),
    form: {
      ...form,
      label: language.t('write.text'),
      counter: wordCounter(language, minimum),
      action: `${base}/edit/${post.id}`,
      withTitle: post.parentId === null,
    },
  });
}

const formOf = ({ title, text, format }: Post, content: Content): PostForm => ({
  ...emptyForm(),
  ...(format === 'rich' ? { html: content.source(text) } : { text: content.typing(text) }),
  ...{ title, format },
});

/** Why one's own post stays as it is. */
export function showHindered(
  { language: { t }, base }: Visit,
  post: Post,
  hindrance: string,
  response: Parameters<typeof show>[0],
  drafts: string | null = null,
): void {
  const label = labelOfPost(post);
  response.status(409);
  show(response, 'hindered', {
    title: t('hindered.title', { label }),
    why: t(`post.error.${hindrance}`),
    back: base + addressOf(label),
    drafts,
  });
}

/** Where a post is, with word of what was done to it: browsers do not send what stands after the #. */
export const written = (post: Post, done: string): string => doneAt(labelOfPost(post), done);

export function doneAt(label: string, done: string): string {
  const [post, reply] = label.split('.');
  return `/posts/${post}?done=${done}${reply ? `&at=${reply}#reply-${reply}` : '#post'}`;
}

/** What a form says about itself. Anything but a mistake in it is not the form's to tell. */
export function errorsIn(error: unknown): Record<string, string> {
  if (error instanceof InvalidInput) return error.errors;
  if (error instanceof Conflict) return { text: error.reason };
  throw error;
}
