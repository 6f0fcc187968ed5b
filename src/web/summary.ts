import { dueAtOf } from '../domain/discussion.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Listed } from '../usecases/listDiscussions.ts';
import { measureParticipation } from '../usecases/measureParticipation.ts';
import { checklist } from './checklist.ts';
import type { Language } from './language.ts';
import { excerptOf } from './listed.ts';
import type { Visit } from './visit.ts';

/** A discussion in a few lines: what it is about, what it asks, when, and where it is in the course. */
export function summaryOf({ discussion, places }: Listed, language: Language) {
  const { t, number, facts } = language;
  const { title, promptPlain, requirements, maximum } = discussion;
  const graded = discussion.scoring !== 'none';
  const titles = [...new Set(places.map((place) => place.title || title))];
  return {
    name: title,
    beginning: excerptOf(promptPlain),
    asked: t('courseList.asks', { count: requirements.filter(({ kind }) => kind === 'reply').length }),
    points: graded
      ? t('courseList.points', { count: maximum, maximum: number(maximum) })
      : t('courseList.ungraded'),
    dates: datesOf(discussion, language),
    placed:
      titles.length > 0
        ? t('choose.placed', {
            places: facts(titles.map((place) => t('choose.place', { title: place }))),
          })
        : t('choose.notPlaced'),
  };
}

/** "Post due Tue, 13 Oct, 18:02 (Madrid)", "replies due …"; one date where both are the same. */
function datesOf({ requirements, lmsDueAt, zone }: Discussion, { t, deadline }: Language): string[] {
  const dueOf = (kind: string) => {
    const requirement = requirements.find((one) => one.kind === kind);
    return requirement ? dueAtOf(requirement, lmsDueAt) : null;
  };
  const [post, replies] = [dueOf('post'), dueOf('reply')];
  const together = post?.getTime() === replies?.getTime();
  if (post && together) return [t('courseList.due', { at: deadline(post, zone) })];
  return [
    ...(post ? [t('courseList.postDue', { at: deadline(post, zone) })] : []),
    ...(replies ? [t('courseList.repliesDue', { at: deadline(replies, zone) })] : []),
  ];
}

/** What a discussion asks, line by line, as a student who has done nothing yet is told. */
export function asksOf(discussion: Discussion, { base, language, now }: Visit) {
  const { t, number } = language;
  const nothing = measureParticipation(discussion, [], { id: '', placed: null }, now);
  const { rows } = checklist(discussion, nothing, { answered: new Map(), base }, language);
  return rows.map(({ label, note }, index) => {
    const possible = nothing.entries[index]?.possible ?? 0;
    const points = t('courseList.points', { count: possible, maximum: number(possible) });
    return { label, note, points: discussion.scoring === 'none' ? null : points };
  });
}
