import { type Dates, datesFor, type Student } from './allowance.ts';
import { dueAtOf } from './discussion.ts';
import { InvalidInput } from './errors.ts';
import type { Participation } from './participation.ts';

/** Whom a letter is written to: those who owe something, those who never came, or students chosen one by one. */
export const ABOUT = ['post', 'replies', 'late', 'unopened', 'chosen'] as const;
export type About = (typeof ABOUT)[number];

export const LONGEST_LETTER = 4000;
/** What one person may write in a course within a day: more than anybody who writes to each of a large class. */
export const MOST_LETTERS_A_DAY = 200;

/** A student's work, as far as it says whether something is asked of them still. */
export type Work = Pick<Participation, 'entries' | 'excused'>;

/** Whether this is still missing from a student. Of whoever is excused nothing is. */
export function owes(about: About, work: Work, discussion: Dates, student: Student, now: Date): boolean {
  if (work.excused) return false;
  const missing = work.entries.filter(({ met }) => !met);
  if (about === 'post') return missing.some(({ kind }) => kind === 'post');
  if (about === 'replies') return missing.some(({ kind }) => kind === 'reply');
  if (about !== 'late') return false;
  const { requirements, lmsDueAt } = datesFor(discussion, student);
  const overdue = requirements.filter((one) => {
    const dueAt = dueAtOf(one, lmsDueAt);
    return dueAt !== null && dueAt < now;
  });
  return missing.some(({ requirementId }) => overdue.some(({ id }) => id === requirementId));
}

/** Whether a letter can be about something that a student does, and is settled by that. */
export const isAboutOwing = (about: About): boolean => ['post', 'replies', 'late'].includes(about);

/** What was typed, as it is sent. @throws InvalidInput about `text` */
export function letterText(typed: string): string {
  const text = typed
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
  if (text === '') throw new InvalidInput({ text: 'letters.error.empty' });
  if (text.length > LONGEST_LETTER) throw new InvalidInput({ text: 'letters.error.tooLong' });
  return text;
}
