import { createHash } from 'node:crypto';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Typed } from './formatTyped.ts';

/**
 * What pages call a member in their source. It holds in one discussion alone: an id would be the same in the next one,
 * and tell there whom an alias means here.
 */
export function handleOf(discussionId: string, memberId: string): string {
  return createHash('sha256').update(`${discussionId} ${memberId}`).digest('base64url').slice(0, 16);
}

const MENTION = /(<span [^>]*data-member=["']?)([\w-]{1,40})/g;

/** What was typed in an editor, with members' ids where it has handles. Whoever is not meant by one stays unknown. */
export async function withMembers<T extends Typed>(
  store: Store,
  { id, courseId }: Pick<Discussion, 'id' | 'courseId'>,
  typed: T,
): Promise<T> {
  if (typed.format !== 'rich' || !typed.text.includes('data-member')) return typed;
  const members = await store.members.inCourse(courseId);
  const byHandle = new Map(members.map((member) => [handleOf(id, member.id), member.id]));
  const text = typed.text.replace(
    MENTION,
    (_, before, handle) => before + (byHandle.get(handle) ?? 'unknown'),
  );
  return { ...typed, text };
}
