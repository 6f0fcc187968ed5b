import { type Moment, spread, timeline } from '../domain/timeline.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Language } from './language.ts';

/** So far apart, as a part of the line, that their marks do not touch. */
const STEP = 0.08;

/** A line with a mark for each date, and the same in words; null: there are no dates. */
export function timelineOf(discussion: Discussion, language: Language, now: Date) {
  const moments = timeline(discussion);
  if (moments.length === 0) return null;
  const places = spread(moments, Math.min(STEP, 1 / moments.length));
  const place = (index: number) => (moments.length === 1 ? 0.5 : (places[index] ?? 0));
  return moments.map((moment, index) => ({
    number: index + 1,
    what: moment.what,
    // In hundredths of its breadth, with room for half a mark at both ends; time runs as one reads.
    x: Math.round(6 + 88 * (language.direction === 'rtl' ? 1 - place(index) : place(index))),
    past: moment.at < now,
    text: textOf(moment, language),
    at: language.date(moment.at, discussion.zone),
  }));
}

/** What happens at a moment. */
export function textOf({ what, due }: Moment, { t }: Language): string {
  if (what !== 'due') return t(`setUp.timeline.${what}`);
  if (due.post > 0 && due.reply > 0) return t('setUp.timeline.both', { count: due.reply });
  return due.post > 0
    ? t('setUp.timeline.posts', { count: due.post })
    : t('setUp.timeline.replies', { count: due.reply });
}
