import type { Actor } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import { canBeMuted } from '../domain/moderation.ts';
import type { Store } from '../store/index.ts';
import type { Member } from '../store/members.ts';
import { moderated, note, reasonIn } from './moderate.ts';

interface Whom {
  discussionId: string;
  memberId: string;
}

/** A student of the course, to be muted. @throws NotFound */
export async function studentToMute(
  store: Store,
  actor: Actor,
  { discussionId, memberId }: Whom,
): Promise<Member> {
  await moderated(store, actor, discussionId);
  const member = await store.members.find(actor.courseId, memberId);
  if (!member || !canBeMuted(member.role)) throw new NotFound('student');
  return member;
}

/** Lets one student read on in a discussion, but write nothing more. @throws NotFound, InvalidInput */
export async function muteStudent(
  store: Store,
  actor: Actor,
  { reason: typed, ...whom }: Whom & { reason: string },
  now: Date,
): Promise<void> {
  await studentToMute(store, actor, whom);
  const { discussionId, memberId } = whom;
  const reason = reasonIn(typed, { required: true });
  const muted = await store.discussions.mute(discussionId, { memberId, at: now, reason });
  await store.discussions.untilWritten(discussionId, now);
  if (muted) await note(store, actor, { discussionId, act: 'mute', memberId, reason }, now);
}

/** Lets them write again, whatever they are in the course by now. @throws NotFound */
export async function unmuteStudent(
  store: Store,
  actor: Actor,
  { discussionId, memberId }: Whom,
  now: Date,
): Promise<void> {
  await moderated(store, actor, discussionId);
  if (!(await store.members.find(actor.courseId, memberId))) throw new NotFound('member');
  if (await store.discussions.unmute(discussionId, memberId))
    await note(store, actor, { discussionId, act: 'unmute', memberId }, now);
}
