import { gradeOf, type Lms } from './lms.ts';
import type { Grade, LineItem, Person } from './model.ts';
import type { ScoreMessage } from './services/score-message.ts';

/** One change of one grade, as it was written: what the tool was told about it is another matter. */
export interface JournalEntry {
  /** ISO 8601, when the platform wrote it. */
  at: string;
  course: string;
  lineItem: string;
  /** Keys of the person, and of the one the score was sent for where the whole group was graded. */
  person: string;
  sentFor: string;
  by: 'tool' | 'hand';
  /** The tool's own time; null for a change by hand. */
  timestamp: string | null;
  scoreGiven: number | null;
  scoreMaximum: number | null;
  /** What the gradebook shows from now on, in points of the column. */
  points: number | null;
  comment: string | null;
  activityProgress: string | null;
  gradingProgress: string | null;
  isNewAttempt: boolean;
  attempts: number;
  /** The faults that struck the call. */
  faults: string[];
}

/** What a score is about to do; `done` writes down what it did. */
export function journalOf(lms: Lms, item: LineItem, people: Person[]) {
  const before = people.map((person) => gradeOf(lms, item.id, person.key)?.attempts ?? 0);
  const done = (sentFor: Person, score: ScoreMessage, faults: string[]) => {
    people.forEach((person, i) => {
      const grade = gradeOf(lms, item.id, person.key);
      if (!grade) return;
      lms.memory.journal.push({
        ...entryOf(item, grade, sentFor.key),
        by: 'tool',
        timestamp: textOf(score.timestamp),
        scoreGiven: numberOf(score.scoreGiven),
        scoreMaximum: numberOf(score.scoreMaximum),
        comment: textOf(score.comment),
        activityProgress: textOf(score.activityProgress),
        gradingProgress: textOf(score.gradingProgress),
        isNewAttempt: grade.attempts > (before[i] ?? 0),
        faults: [...faults],
      });
    });
  };
  return { done };
}

/** A grader changed or took away a grade. */
export function journalByHand(lms: Lms, item: LineItem, person: Person): void {
  const grade = gradeOf(lms, item.id, person.key);
  if (!grade) return;
  lms.memory.journal.push({
    ...entryOf(item, grade, person.key),
    by: 'hand',
    timestamp: null,
    scoreGiven: grade.score,
    scoreMaximum: item.scoreMaximum,
    comment: null,
    activityProgress: null,
    gradingProgress: null,
    isNewAttempt: false,
    faults: [],
  });
}

const entryOf = (item: LineItem, grade: Grade, sentFor: string) => ({
  at: new Date().toISOString(),
  course: item.course,
  lineItem: item.id,
  person: grade.person,
  sentFor,
  points: grade.score,
  attempts: grade.attempts,
});

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
