/** What "check now" tries with an LMS, in the order in which a person reads it. */
export const CHECKS = [
  'keys',
  'token',
  'score',
  'results',
  'lineItems',
  'columns',
  'members',
  'gradebook',
  'roster',
  'clock',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** One thing that was tried. `cause` says what was found, `facts` fill its sentence: numbers and hosts, no secret. */
export interface CheckStep {
  step: CheckName;
  outcome: 'ok' | 'warn' | 'fail';
  cause: string;
  facts: Record<string, string | number>;
}

/** Answers come with whole seconds and take a moment: less than this says nothing. */
const IN_STEP_S = 5;
/** Moodle's launches live 60 seconds (mod/lti/locallib.php): with half of that gone before they begin, some are lost. */
const TOO_FAR_S = 30;

/** @param aheadS how many seconds the LMS's clock is ahead of ours; null where nothing told */
export function clockStep(aheadS: number | null): CheckStep {
  if (aheadS === null) return { step: 'clock', outcome: 'warn', cause: 'unknown', facts: {} };
  const off = Math.abs(aheadS);
  const facts = { seconds: Math.round(off) };
  if (off <= IN_STEP_S) return { step: 'clock', outcome: 'ok', cause: 'in-step', facts };
  const cause = aheadS > 0 ? 'ahead' : 'behind';
  return { step: 'clock', outcome: off > TOO_FAR_S ? 'fail' : 'warn', cause, facts };
}

/** A check that has not ended by then died with its process. */
export const CHECK_DIES_MS = 60_000;

/** Whether a check is under way, as far as anybody knows. */
export const isChecking = ({ checkBegunAt }: { checkBegunAt: Date | null }, now: Date): boolean =>
  checkBegunAt !== null && now.getTime() - checkBegunAt.getTime() < CHECK_DIES_MS;
