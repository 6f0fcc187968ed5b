import { z } from 'zod';
import { isExcused } from '../domain/allowance.ts';
import { newSince, suggestionMoved } from '../domain/grade.ts';
import { groupsOf } from '../domain/opening.ts';
import type { Participation } from '../domain/participation.ts';
import { folded } from '../domain/search.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeRecord } from '../store/grades.ts';
import type { Member } from '../store/members.ts';
import { groupName } from './groups.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf } from './people.ts';
import type { Visit } from './visit.ts';

export const SHOW = ['all', 'todo', 'fresh', 'late', 'nothing', 'left'] as const;

const query = z.object({
  show: z.enum(SHOW).catch('all'),
  group: z.string().max(100).catch(''),
  q: z.string().max(200).catch(''),
  names: z.enum(['shown', 'hidden']).catch('shown'),
});
/** Which students a grader goes through, and whether by name. It stands in the address, from student to student. */
export type Listing = z.infer<typeof query>;

export const listingIn = (asked: unknown): Listing => query.parse(asked ?? {});

/** As the end of an address; empty where everybody is there by name. */
export function queryOf(listing: Listing): string {
  const { show, group, q, names } = listing;
  const said = Object.entries({ show: show === 'all' ? '' : show, group, q }).filter(([, value]) => value);
  if (names === 'hidden') said.push(['names', names]);
  return said.length > 0 ? `?${new URLSearchParams(said)}` : '';
}

/** A visit that sees no student's name, where the grader wishes so. */
export function asWished(visit: Visit, { names }: Listing): Visit {
  if (names === 'shown' || !visit.reader) return visit;
  return { ...visit, reader: { ...visit.reader, blind: true } };
}

/** Students as they come, by name; without names in order of joining, which tells nothing of them. */
export const inOrder = <One extends Pick<Candidate, 'member'>>(students: One[], { names }: Listing): One[] =>
  names === 'shown' ? students : students.toSorted((one, other) => one.member.number - other.member.number);

export interface Candidate {
  member: Member;
  record: GradeRecord | null;
  /** null: it was not looked at, for a list that does not ask for it. */
  participation: Participation | null;
}

/** Whether a list asks for what everybody did, which is more to read. */
export const asksForWork = ({ show }: Listing): boolean => ['fresh', 'late', 'nothing'].includes(show);

/** Nobody has decided about them, and something is asked of them: of whoever left the course nothing is. */
export const isToGrade = (
  { member, record }: Pick<Candidate, 'member' | 'record'>,
  discussion: Discussion,
): boolean => member.enrolled && !record?.grade.confirmedAt && !isExcused(discussion, member.id);

/** Whether somebody is in the list. */
export function isListed(
  candidate: Candidate,
  { show, group, q }: Listing,
  { reader, language }: Visit,
  discussion: Discussion,
): boolean {
  const { member } = candidate;
  const { sections, groups } = member.placed;
  if (group && ![...groupsOf(sections), ...groupsOf(groups)].includes(group)) return false;
  const { name } = personOf(asSeenBy(reader, member, discussion), language);
  if (!folded(name).includes(folded(q))) return false;
  return shows(candidate, show, discussion);
}

function shows(candidate: Candidate, show: Listing['show'], discussion: Discussion): boolean {
  const { member, record, participation } = candidate;
  if (show === 'todo') return isToGrade(candidate, discussion);
  if (show === 'left') return !member.enrolled;
  if (show === 'all') return true;
  if (!participation) return false;
  if (show === 'nothing') return member.enrolled && participation.lastActivityAt === null;
  if (show === 'late') return participation.entries.some(({ evidence }) => evidence?.late);
  return (
    record !== null &&
    (newSince(record.grade, participation) > 0 || suggestionMoved(record.grade, participation))
  );
}

/** The form above the list: what it asks for, as it was asked. */
export async function listingForm(
  { store }: Pages,
  { actor, language }: Visit,
  listing: Listing,
): Promise<Record<string, unknown>> {
  const { t } = language;
  const [sections, groups] = await Promise.all([
    store.groups.inCourse(actor.courseId, 'sections'),
    store.groups.inCourse(actor.courseId, 'groups'),
  ]);
  const among = [...sections, ...groups];
  return {
    ...listing,
    shows: SHOW.map((value) => ({ value, text: t(`grading.show.${value}`), chosen: value === listing.show })),
    groups: among.map((group) => ({
      value: group.id,
      text: groupName(group, language),
      chosen: group.id === listing.group,
    })),
    hidden: listing.names === 'hidden',
    isNarrowed: queryOf({ ...listing, names: 'shown' }) !== '',
    open: queryOf(listing) !== '',
  };
}

/** Whoever comes before and after somebody in the list; in one of those who are to be graded the first comes after the last. */
export function around(listed: Member[], everybody: Member[], id: string, { show }: Listing) {
  const place = new Map(everybody.map((member, index) => [member.id, index]));
  const here = place.get(id) ?? 0;
  const at = (member: Member) => place.get(member.id) ?? 0;
  const previous = listed.findLast((member) => at(member) < here);
  const next = listed.find((member) => at(member) > here);
  const first = show === 'todo' ? listed.find((member) => member.id !== id) : undefined;
  return { previous: previous?.id, next: (next ?? first)?.id };
}

/** How much is left to grade of how many. */
export function leftLine(
  students: Pick<Candidate, 'member' | 'record'>[],
  discussion: Discussion,
  { t }: Language,
): string {
  const counted = students.filter(({ member, record }) => member.enrolled || record?.grade.confirmedAt);
  const count = counted.filter((one) => isToGrade(one, discussion)).length;
  return t('grading.left', { count, total: counted.length });
}
