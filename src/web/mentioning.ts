import { z } from 'zod';
import { isGraded, mayWrite, teaches } from '../domain/actor.ts';
import { NotAllowed } from '../domain/errors.ts';
import { folded } from '../domain/search.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import type { Typed } from '../usecases/formatTyped.ts';
import { handleOf } from '../usecases/mentions.ts';
import { scopeOf } from '../usecases/scopeReading.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf, type Seen } from './people.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/** As many as one looks through. */
const MOST_OFFERED = 8;
const LONGEST_NAME = 100;

const asked = z.object({ q: z.string().catch('') });

/** Whom this writer may mention, of those whose names go on as they have begun to type. */
export const peopleOffered: VisitHandler = async (tool, visit, request, response) => {
  if (!mayWrite(visit.actor.role)) throw new NotAllowed('write');
  const discussion = await discussionOf(tool, visit);
  const { q } = asked.parse(request.query);
  const { language } = visit;
  const found = matching(await mentionable(tool, visit, discussion), q, language);
  const people = found.slice(0, MOST_OFFERED).map((person) => ({
    handle: handleOf(discussion.id, person.id),
    name: personOf(person, language).name,
    note: noteOn(person, language),
  }));
  response.json({ people, told: language.t('mention.offered', { count: people.length }) });
};

/** What somebody typed, with whom they can have meant by `@` and a name. */
export async function mentioning(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  typed: Typed,
): Promise<Typed> {
  if (!typed.text.includes('@')) return typed;
  const people = await mentionable(tool, visit, discussion);
  return {
    ...typed,
    people: people.flatMap((one) => {
      const { name, alias } = personOf(one, visit.language);
      return [name, ...(alias ? [alias] : [])].map((called) => ({ id: one.id, name: called }));
    }),
  };
}

/**
 * Those who teach, and those whose words the writer can read: so nobody learns of anybody by trying names. Who teaches
 * sees the class anyway. Whether somebody is muted is theirs to know: they are there like the others.
 */
async function mentionable({ store }: Pages, visit: Visit, discussion: Discussion): Promise<Seen[]> {
  const { actor, reader } = visit;
  const members = await store.members.inCourse(actor.courseId);
  const readable = isGraded(actor.role)
    ? new Set(await store.posts.readableAuthorsIn(await scopeOf(store, actor, discussion)))
    : null;
  const isThere = ({ id, role, enrolled }: Member) =>
    enrolled && id !== actor.memberId && mayWrite(role) && (!readable || teaches(role) || readable.has(id));
  return members.filter(isThere).map((member) => asSeenBy(reader, member, discussion));
}

/** Names that begin so first, then those of which a later word does. */
function matching(people: Seen[], typed: string, language: Language): Seen[] {
  const wanted = folded(typed.slice(0, LONGEST_NAME));
  const order = new Intl.Collator(language.code).compare;
  return people
    .map((person) => {
      const { name, alias } = personOf(person, language);
      const names = [name, alias ?? ''].map(folded);
      const first = names.some((one) => one.startsWith(wanted));
      return { person, name, rank: first ? 0 : names.some((one) => one.includes(` ${wanted}`)) ? 1 : 2 };
    })
    .filter(({ rank }) => rank < 2)
    .sort((one, other) => one.rank - other.rank || order(one.name, other.name))
    .map(({ person }) => person);
}

function noteOn({ alias, role }: Seen, { t }: Language): string {
  if (alias) return `${t('person.alias')} ${alias}`;
  return teaches(role) ? t('person.teacher') : '';
}
