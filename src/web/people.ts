import { teaches } from '../domain/actor.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

export interface Person {
  name: string;
  /** One or two letters for the round sign beside the name. */
  initials: string;
}

/** These people as this reader may see them: whatever a page shows of somebody comes from here. By id. */
export async function peopleIn(
  { store }: Pages,
  { actor }: Visit,
  _discussion: Discussion,
  ids: Iterable<string>,
): Promise<Map<string, Member>> {
  return store.members.byIds(actor.courseId, ids);
}

/** A member's name, or "Student 14" where the LMS tells none; somebody gone from the database is "someone". */
export function personOf(member: Member | undefined, { t }: Language): Person {
  const name = member
    ? member.name || t(teaches(member.role) ? 'person.namelessTeacher' : 'person.nameless', member)
    : t('person.unknown');
  return { name, initials: member?.name ? initialsOf(name) : String(member?.number ?? '?') };
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => (/\p{L}/u.exec(word ?? '')?.[0] ?? '').toLocaleUpperCase()).join('');
}
