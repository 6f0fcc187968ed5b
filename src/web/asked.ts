import { isGraded, mayWrite } from '../domain/actor.ts';
import type { NextStep, Participation } from '../domain/participation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Post, Scope } from '../store/posts.ts';
import { studentIn } from '../usecases/findDates.ts';
import { findOwnWords } from '../usecases/findOwnWords.ts';
import { measureParticipation, replyWouldNotCount } from '../usecases/measureParticipation.ts';
import { checklist, whenDue } from './checklist.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { personOf, type Seen } from './people.ts';
import { releasedGrade } from './releasedGrade.ts';
import { termsOf } from './terms.ts';
import type { Visit } from './visit.ts';

/**
 * What the reader has done so far and was given for it; null for those of whom nothing is asked.
 * @param scope what they may read, where the card says which of their words are their own; without it nothing is compared
 */
export async function measureReader(
  { store }: Pages,
  { reader, now }: Visit,
  discussion: Discussion,
  scope?: Scope,
) {
  if (!reader || !isGraded(reader.role)) return null;
  const { memberId } = reader;
  const [records, grade, student, own] = await Promise.all([
    store.posts.records(discussion.id, memberId),
    store.grades.find(discussion.id, memberId),
    studentIn(store, discussion, memberId),
    scope && findOwnWords(store, scope, discussion, memberId),
  ]);
  const participation = measureParticipation(discussion, records, student, now);
  return { participation, grade, own, records, student };
}
export type Measured = Awaited<ReturnType<typeof measureReader>>;

/** Whether the reader has yet to answer somebody. */
export const owesReplies = (measured: Measured): boolean =>
  measured?.participation.entries.some(({ kind, met }) => kind === 'reply' && !met) ?? false;

/** The page that the card stands on: which one, and whether something can be written there. */
export interface Beside {
  page: 'discussion' | 'thread' | 'grade';
  writes: boolean;
  /** A reply written there meets nothing that is still asked. */
  elsewhere?: boolean;
}

/** The card beside the text: what is asked of the reader and how far they are. */
export function asked(
  measured: Measured,
  discussion: Discussion,
  members: Map<string, Seen>,
  visit: Visit,
  beside: Beside,
) {
  if (!measured) return null;
  const { participation, grade, own } = measured;
  const { base, language } = visit;
  return {
    ...checklist(discussion, participation, { answered: members, own, base }, language),
    ...wordsFor(visit, participation),
    terms: termsOf(discussion, language),
    nextHref: nextPlace(participation.nextStep, beside, visit),
    posted: participation.entries.some(({ kind, met }) => kind === 'post' && met),
    grade: releasedGrade(grade, discussion, visit),
    gradeHref: visit.lookingAs ? null : `${base}/grade`,
  };
}

/** Where what is asked next can be done: a post in the discussion, a reply at somebody's post. */
function nextPlace(
  step: NextStep | null,
  { page, writes, elsewhere }: Beside,
  { base, actor, lookingAs }: Visit,
) {
  if (!step || lookingAs || !mayWrite(actor.role)) return null;
  const here = page === 'discussion';
  if (step.kind === 'post') return !here ? `${base}/discussion#write` : writes ? '#write' : null;
  if (here) return '#list';
  return writes && !elsewhere ? '#write' : `${base}/discussion#list`;
}

/** What is left and what was reached, for who hears what they have just done. */
export const saidOf = (own: ReturnType<typeof asked>, { t }: Language): string | null =>
  own?.next ? t('checklist.said', { next: own.next, soFar: own.soFar }) : null;

/** Why a reply to the author of this post would meet nothing that is still asked of the reader; null where it would. */
export const whyElsewhere = (
  measured: Measured,
  discussion: Discussion,
  { authorId, authorRole }: Pick<Post, 'authorId' | 'authorRole'>,
  { now }: Visit,
): Elsewhere | null =>
  measured && (replyWouldNotCount(discussion, measured, { authorId, authorRole }, now) as Elsewhere | null);
export type Elsewhere = 'own-post' | 'same-classmate' | 'instructor';

/** Beside a post to which a reply meets nothing that is still asked, it says whom to reply to. */
export function askedElsewhere(
  own: ReturnType<typeof asked>,
  why: Elsewhere | null,
  measured: Measured,
  { zone }: Discussion,
  { language }: Visit,
) {
  const { nextStep, entries } = measured?.participation ?? {};
  if (!why || !own?.next || nextStep?.kind !== 'reply') return own;
  const count = entries?.filter(({ met, kind }) => !met && kind === 'reply').length;
  const what = language.t(
    why === 'same-classmate' ? 'checklist.repliesToOthers' : 'checklist.repliesToClassmates',
    { count },
  );
  return { ...own, next: whenDue(what, nextStep, zone, language) };
}

/** A student is spoken to; whoever follows one is told about them, and not what to do next. */
function wordsFor({ session, lookingAs, language: { t }, language }: Visit, { excused }: Participation) {
  if (!lookingAs || session.role !== 'observer')
    return {
      title: t('checklist.title'),
      gradeTitle: t('grade.yours'),
      notAGrade: t('checklist.notAGrade'),
    };
  const { name } = personOf(lookingAs, language);
  return {
    title: t('roles.followed.asked', { name }),
    gradeTitle: t('roles.followed.grade', { name }),
    notAGrade: t('roles.followed.notAGrade'),
    next: null,
    excused: excused ? t('roles.followed.excused', { name }) : null,
  };
}
