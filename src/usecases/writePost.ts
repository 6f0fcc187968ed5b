import { randomUUID } from 'node:crypto';
import { type Actor, isGraded, mayModerate, mayWrite } from '../domain/actor.ts';
import { Conflict, type FieldErrors, InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { closingTo } from '../domain/moderation.ts';
import { oneLine } from '../domain/oneLine.ts';
import { isBlank } from '../domain/post.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Post, Scope } from '../store/posts.ts';
import { withOwnDates } from './findDates.ts';
import type { Formatted } from './formatText.ts';
import { formatTyped, type Typed } from './formatTyped.ts';
import { withMembers } from './mentions.ts';
import { refuseClosed } from './refuseClosed.ts';
import { groupsIn, scopeOf } from './scopeReading.ts';
import { sameFiles, type Used, useFiles } from './useFiles.ts';

/** Browsers bring typed words back after Back and a reload: the same words at the same place are no second post. */
const SAME_WORDS_MS = 10 * 60 * 1000;
/** More than a person writes; less than would make a discussion heavy before anybody looks. */
const PER_MINUTE = 60;
/** A heading, not a paragraph. */
const LONGEST_TITLE = 200;

export interface Writing extends Typed {
  discussionId: string;
  /** The post or reply it answers; null for a post of its own. */
  parentId: string | null;
  /** Of a teacher's post of its own: the section or group that it is for; null: everybody. */
  groupId?: string | null;
  /** Of a post of its own; empty for none. */
  title: string;
  /** What is attached to it. */
  files?: string[];
  /** Made by the form, so that a double submit posts once. */
  requestId: string;
}

/**
 * Adds a post, or a reply to one.
 * @throws NotAllowed, NotFound, InvalidInput about `title` or `text`, Conflict where the parent is gone or it is closed
 */
export async function writePost(store: Store, actor: Actor, writing: Writing, now: Date): Promise<Post> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const { discussionId, parentId, requestId } = writing;
  const [discussion, before] = await Promise.all([
    store.discussions.find(actor.courseId, discussionId),
    store.posts.byRequest(discussionId, actor.memberId, requestId),
  ]);
  if (!discussion) throw new NotFound('discussion');
  const formatted = checked(await withMembers(store, discussion, writing));
  // A form that came back from the browser's history carries its old id with new words or files: that is another post.
  const again = before && !(before.first.text === formatted.text && sameFiles(before.first, formatted));
  if (before && !again) return before.post;
  const since = new Date(now.getTime() - SAME_WORDS_MS);
  const twice = await store.posts.alreadySaid(
    { discussionId, parentId, authorId: actor.memberId, text: formatted.text },
    since,
  );
  if (twice && sameFiles(twice, formatted)) return twice;
  const aMinuteAgo = new Date(now.getTime() - 60_000);
  if ((await store.posts.writtenSince(discussionId, actor.memberId, aMinuteAgo)) >= PER_MINUTE) {
    throw new InvalidInput({ text: 'post.error.tooFast' });
  }
  const closing = closingTo(actor, await withOwnDates(store, actor, discussion), null, now);
  if (closing) throw new Conflict(`post.error.${closing.kind}`);
  const owned = { discussionId, ownerId: actor.memberId };
  await useFiles(store, owned, formatted, now);
  const fresh = {
    ...formatted,
    discussionId,
    parentId,
    authorId: actor.memberId,
    authorRole: actor.role,
    createdAt: now,
    requestId: again ? randomUUID() : requestId,
  };
  const scope = await scopeOf(store, actor, discussion);
  const added = await store.discussions.changing(discussionId, now, async (change, closings) => {
    // A thread's own lock is looked at where its reply gets a number.
    refuseClosed(actor, closings, null, now);
    const place =
      parentId === null
        ? await topLevel(store, actor, discussion, writing.groupId ?? null)
        : await under(store, actor, scope, parentId);
    const post = await store.posts.add({ ...fresh, ...place, change });
    if (post && parentId !== null) await store.posts.countReply(post);
    return post;
  });
  const twin = added ? null : await store.posts.byRequest(discussionId, actor.memberId, requestId);
  const post = added ?? twin?.post;
  if (!post) throw new NotFound('post');
  await store.files.keep(owned, [...formatted.files, ...formatted.pictures]);
  return post;
}

/** @throws InvalidInput with what is wrong with `title` or `text` */
export function checked({
  title,
  files = [],
  ...typed
}: Typed & { title: string; files?: string[] }): Formatted & Used & { title: string } {
  const formatted = formatTyped(typed);
  const tooLong: FieldErrors = title.length > LONGEST_TITLE ? { title: 'post.error.titleTooLong' } : {};
  if ('problem' in formatted) throw new InvalidInput({ ...tooLong, text: formatted.problem });
  if (tooLong.title) throw new InvalidInput(tooLong);
  return {
    ...formatted,
    files: [...new Set(files)],
    title: isBlank(title) ? '' : oneLine(title),
  };
}

type Place = Pick<Post, 'threadNumber' | 'number' | 'groupId' | 'parentAuthorId' | 'parentAuthorRole'> & {
  threadId: string | null;
};

async function topLevel(
  store: Store,
  actor: Actor,
  discussion: Discussion,
  wanted: string | null,
): Promise<Place> {
  const groupId = await groupFor(store, actor, discussion, wanted);
  const number = await store.discussions.nextPostNumber(discussion.id, mayModerate(actor.role));
  if (number === null) throw new Conflict('post.error.locked');
  const began = { threadId: null, threadNumber: number, number, groupId };
  return { ...began, parentAuthorId: null, parentAuthorRole: null };
}

/** A student's post is for their own section or group, a teacher's for the one they chose; null: for everybody. */
async function groupFor(
  store: Store,
  { memberId, role }: Actor,
  discussion: Discussion,
  wanted: string | null,
): Promise<string | null> {
  const { courseId, groups } = discussion;
  if (groups === 'none') return null;
  if (isGraded(role)) {
    const [own] = (await groupsIn(store, memberId, discussion)) ?? [];
    if (own === undefined) throw new InvalidInput({ text: 'opening.error.noGroup' });
    return own;
  }
  const known = wanted === null ? [] : await store.groups.inCourse(courseId, groups);
  if (wanted !== null && !known.some(({ id }) => id === wanted)) throw new NotFound('group');
  return wanted;
}

async function under(store: Store, { role }: Actor, scope: Scope, parentId: string): Promise<Place> {
  const parent = await store.posts.find(scope, parentId);
  if (!parent) throw new NotFound('post');
  if (parent.deletedAt) throw new Conflict('post.error.parentGone');
  if (parent.hiddenAt) throw new Conflict('post.error.parentHidden');
  const number = await store.posts.nextReplyNumber(parent.threadId, mayModerate(role));
  if (number === null) throw new Conflict('post.error.thread-locked');
  return {
    threadId: parent.threadId,
    threadNumber: parent.threadNumber,
    groupId: parent.groupId,
    number,
    parentAuthorId: parent.authorId,
    parentAuthorRole: parent.authorRole,
  };
}
