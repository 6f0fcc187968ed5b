/**
 * What becomes of one person's e-mail. `none`: there is none to send, the note is all; `doubtful`: it had begun to leave
 * when the answer was lost, so that it may have arrived, and is not sent again.
 */
export type Mail = {
  state: 'none' | 'waiting' | 'sent' | 'failed' | 'doubtful';
  attempts: number;
  /** Not to be tried before; null unless waiting. */
  nextAt: Date | null;
  /** When its words began to leave, kept before they did: from then on it may arrive. */
  leftAt: Date | null;
  /** When it came to be what it is. */
  at: Date | null;
  /** A code for what stands in the way. */
  problem: string | null;
};

/** What a try came to. Only of `later` and `refused` is it certain that nothing arrived. */
export type MailOutcome =
  | { kind: 'sent' }
  | { kind: 'later' | 'refused' | 'doubtful'; problem: string; detail: string };

const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;
/** A reminder that comes later than this misleads: the note has been there all the time. */
export const TOO_OLD_MS = 24 * 3_600_000;

const NOTHING = { attempts: 0, nextAt: null, leftAt: null, at: null, problem: null };
export const noMail = (): Mail => ({ state: 'none', ...NOTHING });
export const mailFrom = (now: Date): Mail => ({ state: 'waiting', ...NOTHING, nextAt: now, at: now });

/** To be kept before the words leave, so that whoever finds it after a lost process does not send it again. */
export const leaving = (mail: Mail, now: Date): Mail => ({ ...mail, leftAt: now });

/** Nobody came to send it in time: mail was not set up for a while, or no process was there. */
export const isTooOld = (wanted: Date, now: Date): boolean => now.getTime() - wanted.getTime() > TOO_OLD_MS;

/** As many e-mails as somebody gets from one course within a day. What is written to them beyond that is a note alone. */
export const MOST_MAILS_A_DAY = 10;

/** What was written to somebody who had so many already. */
export const oneTooMany = (now: Date): Mail => ({
  ...{ state: 'failed', ...NOTHING },
  ...{ at: now, problem: 'enough' },
});

/** Somebody had begun to send it and never said what became of it. */
export const isInDoubt = ({ leftAt }: Mail): boolean => leftAt !== null;

/**
 * A mail after a try: what surely did not arrive is tried again, ever later, for a day; what may have is left alone.
 * @param wanted when the letter was written
 * @param random from 0 up to 1
 */
export function afterTry(mail: Mail, outcome: MailOutcome, wanted: Date, now: Date, random: number): Mail {
  const ended = { ...mail, nextAt: null, at: now };
  if (outcome.kind === 'sent') return { ...ended, state: 'sent', problem: null };
  const { problem } = outcome;
  if (outcome.kind === 'doubtful') return { ...ended, state: 'doubtful', problem };
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** mail.attempts);
  const nextAt = new Date(now.getTime() + Math.round(longest / 2 + (longest / 2) * random));
  const tooLate = isTooOld(wanted, nextAt);
  const attempts = mail.attempts + 1;
  if (outcome.kind === 'refused' || tooLate)
    return { ...ended, state: 'failed', attempts, leftAt: null, problem };
  return { ...mail, state: 'waiting', attempts, nextAt, leftAt: null, problem };
}
