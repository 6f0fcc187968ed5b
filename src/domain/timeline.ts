import { dueAtOf, type Requirement, type RequirementKind } from './discussion.ts';

export type Moment = {
  what: 'opens' | 'due' | 'closes' | 'released';
  at: Date;
  /** What is due then, and how many of each kind. */
  due: Record<RequirementKind, number>;
};

type Dated = {
  requirements: readonly Requirement[];
  lmsDueAt: Date | null;
  opensAt: Date | null;
  closesAt: Date | null;
  releaseAt: Date | null;
};

/** What of a discussion is when, the earliest first; what is due at one time is one moment. */
export function timeline({ requirements, lmsDueAt, opensAt, closesAt, releaseAt }: Dated): Moment[] {
  const none = { post: 0, reply: 0 };
  const dues = new Map<number, Moment['due']>();
  for (const requirement of requirements) {
    const at = dueAtOf(requirement, lmsDueAt)?.getTime();
    if (at === undefined) continue;
    const due = dues.get(at) ?? none;
    dues.set(at, { ...due, [requirement.kind]: due[requirement.kind] + 1 });
  }
  const moments: Moment[] = [
    ...(opensAt ? [{ what: 'opens' as const, at: opensAt, due: none }] : []),
    ...[...dues].map(([at, due]) => ({ what: 'due' as const, at: new Date(at), due })),
    ...(closesAt ? [{ what: 'closes' as const, at: closesAt, due: none }] : []),
    ...(releaseAt ? [{ what: 'released' as const, at: releaseAt, due: none }] : []),
  ];
  return moments.sort((one, other) => one.at.getTime() - other.at.getTime());
}

/**
 * Where each moment stands between 0 and 1 so that none covers another: as far apart as they are in time, but a step at least.
 * @param step less than one divided by how many there are
 */
export function spread(moments: readonly { at: Date }[], step: number): number[] {
  const times = moments.map(({ at }) => at.getTime());
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const left = 1 - step * Math.max(0, times.length - 1);
  let place = 0;
  return times.map((time, index) => {
    const before = times[index - 1];
    if (before !== undefined) place += step + (last > first ? (left * (time - before)) / (last - first) : 0);
    return place;
  });
}
