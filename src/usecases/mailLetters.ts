import { afterTry, isInDoubt, isTooOld, leaving, type MailOutcome } from '../domain/mail.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Letter } from '../store/letters.ts';
import type { Member } from '../store/members.ts';
import type { LeasedReceipt } from '../store/receipts.ts';
import type { Tool } from './tool.ts';
import { spreadLetter } from './writeLetter.ts';

/** All that the words of somebody's e-mail are made of. */
export interface MailFacts {
  letter: Letter;
  discussion: Discussion;
  course: Course;
  sender: Member;
  reader: Member;
  /** Where the discussion is, for whoever opened it from their course. */
  url: string;
  /** Whether an answer to the mail reaches its sender. */
  answers: boolean;
}
export interface MailWords {
  sender: string;
  reader: string;
  subject: string;
  text: string;
}
export type Mailing = Tool & { wordsOf(facts: MailFacts): MailWords };

/**
 * Sends one e-mail that is due, if any is.
 * @param worker names the process, so that no two send the same one
 * @returns whether there was one
 */
export async function mailNextLetter(tool: Mailing, worker: string): Promise<boolean> {
  const { store, now, logger } = tool;
  const receipt = await store.receipts.lease(worker, now());
  if (!receipt) return false;
  const outcome = await tried(tool, receipt);
  if (outcome.kind !== 'sent')
    logger.warn({ letter: receipt.letterId, ...outcome }, 'an e-mail did not surely arrive');
  const mail = afterTry(receipt.mail, outcome, receipt.at, now(), Math.random());
  await store.receipts.changeMail(receipt, mail, { done: true });
  return true;
}

async function tried(tool: Mailing, receipt: LeasedReceipt): Promise<MailOutcome> {
  // Whoever had it in hand before is no more, and its words may have left with them.
  if (isInDoubt(receipt.mail)) return { kind: 'doubtful', problem: 'noAnswer', detail: 'a worker was lost' };
  if (isTooOld(receipt.at, tool.now())) return { kind: 'refused', problem: 'tooLate', detail: '' };
  try {
    return await send(tool, receipt);
  } catch (error) {
    tool.logger.error({ err: error, letter: receipt.letterId }, 'an e-mail failed for a reason of our own');
    const kind = isInDoubt(receipt.mail) ? 'doubtful' : 'later';
    return { kind, problem: 'internal', detail: '' };
  }
}

async function send(tool: Mailing, receipt: LeasedReceipt): Promise<MailOutcome> {
  const { store, mailer, now } = tool;
  if (!mailer) return { kind: 'later', problem: 'notSetUp', detail: '' };
  const found = await readFacts(tool, receipt);
  if (!found) return { kind: 'refused', problem: 'gone', detail: '' };
  const { facts, address, replyTo } = found;
  // Nobody could open what it leads to.
  if ((await store.platforms.byId(facts.course.platformId))?.status !== 'active')
    return { kind: 'later', problem: 'paused', detail: '' };
  const words = tool.wordsOf(facts);
  const message = {
    id: receipt.id,
    to: { name: words.reader, address },
    replyTo: replyTo ? { name: words.sender, address: replyTo } : null,
    ...{ subject: words.subject, text: words.text, at: now() },
  };
  return mailer.send(message, async () => {
    const mail = leaving(receipt.mail, now());
    if (!(await store.receipts.changeMail(receipt, mail))) throw new Error('it passed to another worker');
    receipt.mail = mail;
  });
}

/** null where somebody left the course meanwhile, or has no address any more. */
async function readFacts(
  { store, baseUrl }: Mailing,
  { letterId, courseId, discussionId, memberId }: LeasedReceipt,
) {
  const letter = await store.letters.byId(letterId);
  if (!letter) return null;
  const [discussion, course, people, addresses] = await Promise.all([
    store.discussions.find(courseId, discussionId),
    store.courses.byId(courseId),
    store.members.byIds(courseId, [letter.by, memberId]),
    store.members.addressesOf(courseId, [letter.by, memberId]),
  ]);
  const [sender, reader] = [people.get(letter.by), people.get(memberId)];
  const address = addresses.get(memberId);
  if (!discussion || !course || !sender || !reader?.enrolled || !address) return null;
  const replyTo = letter.answers ? (addresses.get(letter.by) ?? null) : null;
  const url = `${baseUrl}/d/${discussionId}`;
  return {
    facts: { letter, discussion, course, sender, reader, url, answers: replyTo !== null },
    ...{ address, replyTo },
  };
}

/** Gives to everybody what a process that died began to. */
export async function spreadWhatLies({ store, now }: Pick<Tool, 'store' | 'now'>): Promise<void> {
  for (let letter = await store.letters.lying(now()); letter; letter = await store.letters.lying(now()))
    await spreadLetter(store, letter);
}
