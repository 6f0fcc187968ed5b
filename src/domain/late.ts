/** What becomes of late work: it counts in full, loses a share once or for each day begun, or earns nothing. */
export const LATE = ['accepted', 'once', 'daily', 'nothing'] as const;
export type Late = (typeof LATE)[number];

export type LateRule = {
  late: Late;
  /** What `once` and `daily` take away, of what the requirement is worth. */
  latePercent: number;
};

/** What a discussion is that nobody said anything about. */
export const LATE_ACCEPTED: LateRule = { late: 'accepted', latePercent: 10 };

const DAY_MS = 24 * 60 * 60 * 1000;

/** What of this worth is left of work that came this late, both in hundredths: never more the later, never below nothing. */
export function worthWhenLate(worth: number, { late, latePercent }: LateRule, lateByMs: number): number {
  if (lateByMs <= 0 || late === 'accepted') return worth;
  if (late === 'nothing') return 0;
  const times = late === 'once' ? 1 : Math.ceil(lateByMs / DAY_MS);
  return Math.round(worth * Math.max(0, 1 - (times * latePercent) / 100));
}
