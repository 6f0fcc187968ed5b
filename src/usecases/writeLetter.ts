import { type Actor, countsInStatistics, mayGrade } from '../domain/actor.ts';
import { InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { type About, letterText, MOST_LETTERS_A_DAY } from '../domain/letter.ts';
import { MOST_MAILS_A_DAY, mailFrom, noMail, oneTooMany } from '../domain/mail.ts';
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
  const before = await store.letters.countOthers({ courseId, by }, requestId, dayBefore(now));
  if (before >= MOST_LETTERS_A_DAY) throw new InvalidInput({ text: 'letters.error.tooMany' });
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
  const [addresses, mails] = await Promise.all([
    store.members.addressesOf(courseId, to),
    store.receipts.mailsTo(to, dayBefore(at)),
  ]);
  const mailTo = (memberId: string) => {
    if (!addresses.has(memberId)) return noMail();
    return (mails.get(memberId) ?? 0) < MOST_MAILS_A_DAY ? mailFrom(at) : oneTooMany(at);
  };
  await store.receipts.give(
    to.map((memberId) => ({
      ...{ letterId, courseId, discussionId, memberId, at },
      mail: mailTo(memberId),
    })),
  );
  await store.letters.spread(letterId);
}

const dayBefore = (now: Date) => new Date(now.getTime() - 24 * 3_600_000);
