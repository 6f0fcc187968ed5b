import { randomUUID } from 'node:crypto';
import { countsInStatistics } from '../domain/actor.ts';
import { ABOUT, type About, LONGEST_LETTER, owes } from '../domain/letter.ts';
import type { Discussion } from '../store/discussions.ts';
import { keepKey } from './draftForm.ts';
import { type Graded, gradedIn } from './grading.ts';
import { mailWords } from './mailWords.ts';
import { letterView } from './ownLetters.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf } from './people.ts';
import type { Visit } from './visit.ts';

/** What was typed and ticked, to be sent or shown again. */
export interface Typed {
  about: About;
  students: string[];
  text: string;
  answers: boolean;
  requestId: string;
}

/** A class as somebody who writes to it has to know it. */
export interface Observed {
  visit: Visit;
  discussion: Discussion;
  students: Graded[];
  /** Who ever came to the discussion. */
  opened: ReadonlySet<string>;
  /** Where mail reaches them; null where none is sent. */
  addresses: ReadonlyMap<string, string> | null;
}

export async function observeClass(tool: Pages, visit: Visit, discussion: Discussion): Promise<Observed> {
  const { store, mailer } = tool;
  const [everyone, openers] = await Promise.all([
    gradedIn(tool, visit, discussion),
    store.reads.openers(discussion.id),
  ]);
  const students = everyone.filter(({ member }) => countsInStatistics(member) && member.enrolled);
  const active = students.filter(({ participation }) => participation.lastActivityAt !== null);
  const ids = [visit.actor.memberId, ...students.map(({ member }) => member.id)];
  return {
    ...{ visit, discussion, students },
    opened: new Set([...openers, ...active.map(({ member }) => member.id)]),
    addresses: mailer ? await store.members.addressesOf(visit.actor.courseId, ids) : null,
  };
}

function isMeant({ visit, discussion, opened }: Observed, about: About, { member, participation }: Graded) {
  if (about === 'chosen') return true;
  if (about === 'unopened') return !opened.has(member.id);
  return owes(about, participation, discussion, member, visit.now);
}

/** Of those who were ticked, whoever the letter still is for: some have done it since the page was opened. */
export function stillMeant(observed: Observed, about: About, ticked: readonly string[]): string[] {
  const meant = observed.students
    .filter((one) => isMeant(observed, about, one))
    .map(({ member }) => member.id);
  return ticked.filter((id) => meant.includes(id));
}

/** Whom to write to, each group with how many they are. */
export function groupsView(observed: Observed, chosen: About | null) {
  const { visit, students } = observed;
  return ABOUT.map((about) => ({
    href: `${visit.base}/letters?to=${about}`,
    text: visit.language.t(`letters.group.${about}`, {
      count: students.filter((one) => isMeant(observed, about, one)).length,
    }),
    chosen: about === chosen,
  }));
}

export function letterForm(
  observed: Observed,
  about: About,
  { student, typed }: { student?: string; typed?: Typed },
) {
  const { visit, discussion, students, addresses } = observed;
  const { actor, language } = visit;
  const { t, number } = language;
  const ticked = typed && new Set(typed.students);
  const all = about !== 'chosen';
  const listed = students
    .filter((one) => isMeant(observed, about, one) || ticked?.has(one.member.id))
    .map(({ member }) => ({
      ...personOf(asSeenBy(visit.reader, member, discussion), language),
      id: member.id,
      chosen: ticked ? ticked.has(member.id) : all || member.id === student,
      way: addresses && t(addresses.has(member.id) ? 'letters.way.mail' : 'letters.way.note'),
    }));
  const own = addresses?.get(actor.memberId);
  return {
    about,
    requestId: typed?.requestId ?? randomUUID(),
    keep: keepKey(actor.memberId, discussion.id, 'letter', about),
    students: listed,
    nobody: t(`letters.nobody.${about}`),
    reach: reachOf(
      observed,
      listed.map(({ id }) => id),
    ),
    text: typed?.text ?? (about === 'chosen' ? '' : t(`letters.start.${about}`, { title: discussion.title })),
    longest: number(LONGEST_LETTER),
    answers: own && { text: t('letters.answers', { address: own }), chosen: typed?.answers ?? false },
  };
}

/** How many of them get an e-mail as well, and how many the note alone. */
function reachOf({ addresses, visit }: Observed, ids: readonly string[]): string {
  const { t } = visit.language;
  if (!addresses) return t('letters.reach.notSetUp');
  const count = ids.filter((id) => addresses.has(id)).length;
  return [
    t('letters.reach.mail', { count }),
    ...(count < ids.length ? [t('letters.reach.note', { count: ids.length - count })] : []),
  ].join(' ');
}

/** The note as it stands on a student's page, and the e-mail as one of them gets it. */
export async function previewOf({ store, baseUrl }: Pages, observed: Observed, typed: Typed) {
  const { visit, discussion, students, addresses } = observed;
  const { language, member, actor, now } = visit;
  const ticked = students.filter(({ member: { id } }) => typed.students.includes(id));
  const letter = {
    ...{ id: 'preview', courseId: actor.courseId, discussionId: discussion.id, by: member.id, at: now },
    ...{ about: typed.about, text: typed.text.trim(), to: typed.students, answers: typed.answers },
    language: language.code,
  };
  const course = await store.courses.byId(actor.courseId);
  const ids = ticked.map(({ member: { id } }) => id);
  const reader = ticked.find(({ member: { id } }) => addresses?.has(id))?.member;
  const url = `${baseUrl}/d/${discussion.id}`;
  const answers = typed.answers && Boolean(addresses?.has(actor.memberId));
  return {
    note: letterView(letter, personOf(member, language), { discussion, language }),
    reach: [
      language.t('letters.preview.to', { count: ticked.length }),
      ...(addresses && ticked.length > 0 ? [reachOf(observed, ids)] : []),
    ].join(' '),
    mail: reader && course && mailWords({ letter, discussion, course, sender: member, reader, url, answers }),
  };
}
