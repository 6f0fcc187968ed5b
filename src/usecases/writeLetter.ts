import { type Actor, countsInStatistics, mayGrade } from '../domain/actor.ts';
import { InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { type About, letterText } from '../domain/letter.ts';
import { mailFrom, noMail } from '../domain/mail.ts';
import type { Store } from '../store/index.ts';
import type { Letter } from '../store/letters.ts';

interface Written {
  discussionId: string;
  requestId: string;
  about: About;
  text: string;
  /** Member ids, as they were ticked. */
  to: readonly string[];
  answers: boolean;
  language: string;
}

/**
 * Writes to students, each by themselves: a note on their pages and, where an address is known, an e-mail. The same form
 * sent twice writes once.
 * @throws NotAllowed, NotFound, InvalidInput about `text` or `students`
 */
export async function writeLetter(
  store: Store,
  actor: Actor,
  { discussionId, requestId, text, to, ...how }: Written,
  now: Date,
): Promise<Letter> {
  const { courseId, memberId: by, role } = actor;
  if (!mayGrade(role)) throw new NotAllowed('write to students');
  if (!(await store.discussions.find(courseId, discussionId))) throw new NotFound('discussion');
  const members = await store.members.byIds(courseId, to);
  const students = [...members.values()].filter((one) => countsInStatistics(one) && one.enrolled);
  const words = letterText(text);
  if (students.length === 0) throw new InvalidInput({ students: 'letters.error.nobody' });
  const letter = await store.letters.add(
    { ...how, courseId, discussionId, by, at: now, text: words, to: students.map(({ id }) => id) },
    requestId,
  );
  await spreadLetter(store, letter);
  return letter;
}

/** Gives everybody theirs. What a process that died did not come to is done by another, and nothing twice. */
export async function spreadLetter(store: Store, letter: Letter): Promise<void> {
  const { id: letterId, courseId, discussionId, at, to } = letter;
  const addresses = await store.members.addressesOf(courseId, to);
  await store.receipts.give(
    to.map((memberId) => ({
      ...{ letterId, courseId, discussionId, memberId, at },
      mail: addresses.has(memberId) ? mailFrom(at) : noMail(),
    })),
  );
  await store.letters.spread(letterId);
}
