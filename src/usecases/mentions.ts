import { createHash } from 'node:crypto';
import { withoutMentions } from '../domain/post.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import { tidy } from './formatText.ts';
import type { Typed } from './formatTyped.ts';

/**
 * What pages call a member in their source. It holds in one discussion alone: an id would be the same in the next one,
 * and tell there whom an alias means here.
 */
export function handleOf(discussionId: string, memberId: string): string {
  return createHash('sha256').update(`${discussionId} ${memberId}`).digest('base64url').slice(0, 16);
}

/**
 * What was typed, with whom its mentions can mean: by handle, and in no other way. Whoever is not meant by one stays
 * unknown, and what looks like a mention in plain typing is none.
 */
export async function withMembers<T extends Typed>(
  store: Store,
  { id, courseId }: Pick<Discussion, 'id' | 'courseId'>,
  typed: T,
): Promise<T> {
  if (typed.format !== 'rich') return { ...typed, text: withoutMentions(tidy(typed.text)) };
  const members = /data-member/i.test(typed.text) ? await store.members.inCourse(courseId) : [];
  return { ...typed, handles: new Map(members.map((member) => [handleOf(id, member.id), member.id])) };
}
