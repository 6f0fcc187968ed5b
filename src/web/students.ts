import { isGraded } from '../domain/actor.ts';
import type { Member } from '../store/members.ts';
import type { Language } from './language.ts';

/**
 * Those whom a discussion is graded for, in order of name; the LMS's test student, who is nobody, comes last.
 * @param active who wrote or was graded in it: they stay even when the LMS no longer lists them
 */
export function studentsAmong(members: Member[], active: Set<string>, { code }: Language): Member[] {
  const { compare } = new Intl.Collator(code);
  return members
    .filter(({ id, role, enrolled }) => isGraded(role) && (enrolled || active.has(id)))
    .sort(
      (one, other) =>
        Number(one.testUser) - Number(other.testUser) ||
        compare(one.name, other.name) ||
        one.number - other.number,
    );
}
