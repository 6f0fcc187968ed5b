import { timeline } from '../domain/timeline.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Original } from '../usecases/copyDiscussion.ts';
import type { Language } from './language.ts';
import { textOf } from './timeline.ts';

/** What stands beside the fields of a set-up. */
export interface Beside {
  notice?: string;
  /** The dates that are past and left out. */
  was?: string[];
  lmsDue?: string;
  lmsDueAt?: Date | null;
}

/** A copied activity says where it comes from, and which dates it had. */
export function besideCopy(
  { discussion, course }: Original,
  lmsDueAt: Date | null,
  language: Language,
  now: Date,
): Beside {
  const past = timeline(discussion)
    .filter(({ at, what }) => what === 'due' && at <= now)
    .map((moment) =>
      language.t('copied.was', {
        what: textOf(moment, language),
        at: language.date(moment.at, discussion.zone),
      }),
    );
  return {
    notice: language.t(course.title ? 'copied.from' : 'copied.fromUnnamed', { course: course.title }),
    was: past,
    ...dueInLms(lmsDueAt, discussion.zone, language, now),
  };
}

/** Nobody has chosen a zone yet. */
export const besideNew = (lmsDueAt: Date | null, language: Language, now: Date): Beside =>
  dueInLms(lmsDueAt, 'UTC', language, now);

/** What applies where the fields stay empty. */
export function dueInLms(lmsDueAt: Date | null, zone: string, { t, deadline }: Language, now: Date): Beside {
  if (!lmsDueAt) return {};
  return {
    lmsDueAt,
    lmsDue: t(lmsDueAt <= now ? 'copied.lmsDuePast' : 'copied.lmsDue', { at: deadline(lmsDueAt, zone) }),
  };
}

/** The discussion without the dates that are past. */
export function datesAhead(discussion: Discussion, now: Date): Discussion {
  const ahead = (date: Date | null) => (date && date > now ? date : null);
  return {
    ...discussion,
    requirements: discussion.requirements.map((one) => ({ ...one, dueAt: ahead(one.dueAt) })),
    opensAt: ahead(discussion.opensAt),
    closesAt: ahead(discussion.closesAt),
    releaseAt: ahead(discussion.releaseAt),
  };
}
