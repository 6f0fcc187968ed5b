/** What others are to hear of in a discussion: each change has a number, taken before it is written. */
export interface Changes {
  latest: number;
  /** Those that are being written. */
  underWay: readonly { change: number; since: Date }[];
}

/** Longer than any write takes: what is under way since then was begun by a process that is gone. */
export const CHANGE_MS = 2 * 60 * 1000;

/**
 * Up to which change all is there to be read. A later one may be there before an earlier one, so whoever asks for what
 * came since begins at what was settled when they last looked, and is told some things twice rather than one never.
 */
export function settled({ latest, underWay }: Changes, now: Date): number {
  const writing = underWay.filter(({ since }) => now.getTime() - since.getTime() < CHANGE_MS);
  return Math.min(latest, ...writing.map(({ change }) => change - 1));
}
