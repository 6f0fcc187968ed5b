import { type Reader, teaches } from '../domain/actor.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import { aliasIn } from './aliases.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

/** Somebody as a reader may see them. Nothing else of a person gets into a page. */
export interface Seen extends Pick<Member, 'id' | 'name' | 'number' | 'role'> {
  /** What classmates call them, for those who see the name as well. */
  alias?: string;
  /** The reader, whom their alias does not tell. */
  you?: boolean;
}

export interface Person {
  name: string;
  /** One or two letters for the round sign beside the name. */
  initials: string;
  alias?: string;
  you?: boolean;
}

/** These people as this reader may see them: whatever a page shows of somebody comes from here. By id. */
export async function peopleIn(
  { store }: Pages,
  { actor, reader }: Visit,
  discussion: Discussion,
  ids: Iterable<string>,
): Promise<Map<string, Seen>> {
  const members = await store.members.byIds(actor.courseId, ids);
  return new Map([...members].map(([id, member]) => [id, asSeenBy(reader, member, discussion)]));
}

/** Whoever does not teach has an alias where the discussion gives them; those who teach see it beside the name. */
export function asSeenBy(reader: Reader | null, member: Member, discussion: Discussion): Seen {
  const { id, name, number, role } = member;
  // Without a name somebody is "Student 14".
  if (reader?.blind && !teaches(role)) return { id, name: '', number, role };
  if (!discussion.aliases || teaches(role)) return { id, name, number, role };
  const alias = aliasIn(discussion, number);
  if (reader && teaches(reader.role)) return { id, name, number, role, alias };
  return { id, name: alias, number: 0, role, you: id === reader?.memberId };
}

/** A member's name, or "Student 14" where the LMS tells none; somebody gone from the database is "someone". */
export function personOf(member: Seen | undefined, { t }: Language): Person {
  const name = member
    ? member.name || t(teaches(member.role) ? 'person.namelessTeacher' : 'person.nameless', member)
    : t('person.unknown');
  return {
    name,
    initials: member?.name ? initialsOf(name) : String(member?.number ?? '?'),
    alias: member?.alias,
    you: member?.you,
  };
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => (/\p{L}/u.exec(word ?? '')?.[0] ?? '').toLocaleUpperCase()).join('');
}
