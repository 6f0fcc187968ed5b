import type { Discussion } from '../store/discussions.ts';
import type { Original } from '../usecases/copyDiscussion.ts';
import type { Language } from './language.ts';

/** What stands beside the fields of a set-up. */
export interface Beside {
  notice?: string;
  /** By field: the date that is past and left out. */
  was?: Partial<Record<'postDueAt' | 'repliesDueAt', string>>;
  lmsDue?: string;
}

/** A copied activity says where it comes from, and which dates it had. */
export function besideCopy(
  { discussion, course }: Original,
  lmsDueAt: Date | null,
  language: Language,
  now: Date,
): Beside {
  const [post, reply] = discussion.requirements;
  const past = (date: Date | null | undefined) =>
    date && date <= now ? language.t('copied.was', { at: language.date(date, discussion.zone) }) : undefined;
  return {
    notice: language.t(course.title ? 'copied.from' : 'copied.fromUnnamed', { course: course.title }),
    was: { postDueAt: past(post?.dueAt), repliesDueAt: past(reply?.dueAt) },
    ...dueInLms(lmsDueAt, discussion.zone, language, now),
  };
}

/** Nobody has chosen a zone yet. */
export const besideNew = (lmsDueAt: Date | null, language: Language, now: Date): Beside =>
  dueInLms(lmsDueAt, 'UTC', language, now);

/** What applies where the fields stay empty. */
function dueInLms(lmsDueAt: Date | null, zone: string, { t, deadline }: Language, now: Date): Beside {
  if (!lmsDueAt) return {};
  return {
    lmsDue: t(lmsDueAt <= now ? 'copied.lmsDuePast' : 'copied.lmsDue', { at: deadline(lmsDueAt, zone) }),
  };
}

/** The discussion without the dates that are past. */
export function datesAhead(discussion: Discussion, now: Date): Discussion {
  const requirements = discussion.requirements.map((requirement) => ({
    ...requirement,
    dueAt: requirement.dueAt && requirement.dueAt > now ? requirement.dueAt : null,
  }));
  return { ...discussion, requirements };
}
