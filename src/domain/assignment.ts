/** A requirement to be met, as far as choosing goes. */
export type Slot = {
  /** Equal for slots that ask exactly the same; those are filled from the first on. */
  like: string;
  /** Its partner may meet no other slot. */
  apart: boolean;
};

/** Something that could meet slots: when, whether late, and for how many hundredths of a point, by the slot's index. */
export type Offer = {
  id: string;
  /** Whom it answers. */
  partner: string;
  fits: ReadonlyMap<number, { at: Date; late: boolean; worth: number }>;
};

type Plan = {
  /** A bit for each slot that is met. */
  filled: number;
  /** How the partner at hand is used so far. */
  use: 'free' | 'shared' | 'apart';
  worth: number;
  slots: number;
  onTime: number;
  /** The sum of all times, so that of two equal plans the earlier wins. */
  time: number;
  pick: { slot: number; offer: Offer; before: Plan['pick'] } | null;
};

/**
 * The offer that meets each slot, or null: the most points, then the most slots, the most of them on time, the
 * earliest; the most slots before anything else where only all of them earn anything. Exact, because a rule of thumb could take points away from somebody who did more. It walks over the
 * offers partner by partner and keeps the best plan for each set of slots met.
 */
export function assign(
  slots: readonly Slot[],
  offers: readonly Offer[],
  { slotsFirst = false } = {},
): (Offer | null)[] {
  const before = slots.map(({ like }, index) =>
    slots.findLastIndex((slot, at) => at < index && slot.like === like),
  );
  let plans: Plan[] = [{ filled: 0, use: 'free', worth: 0, slots: 0, onTime: 0, time: 0, pick: null }];
  let partner: string | undefined;
  for (const offer of [...offers].sort(byPartner)) {
    if (offer.partner !== partner) plans = best(plans.map((plan) => ({ ...plan, use: 'free' })));
    partner = offer.partner;
    plans = best([...plans, ...plans.flatMap((plan) => extensions(plan, offer, slots, before))]);
  }
  const rank = ({ slots }: Plan) => (slotsFirst ? slots : 0);
  const winner = plans.reduce((one, other) => {
    const more = rank(other) - rank(one);
    return more > 0 || (more === 0 && beats(other, one)) ? other : one;
  });
  const picks = picksOf(winner, slots.length);
  const inOrder = earliestFirst(slots, picks);
  // Where lateness costs something, another order of the same posts could be worth a hundredth less by rounding.
  return worthOf(inOrder) < worthOf(picks) ? picks : inOrder;
}

function byPartner(one: Offer, other: Offer): number {
  if (one.partner !== other.partner) return one.partner < other.partner ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function extensions(plan: Plan, offer: Offer, slots: readonly Slot[], before: readonly number[]): Plan[] {
  const longer: Plan[] = [];
  for (const [index, { at, late, worth }] of offer.fits) {
    const slot = slots[index];
    const previous = before[index] ?? -1;
    const inTurn = previous < 0 || has(plan.filled, previous);
    if (!slot || !inTurn || has(plan.filled, index)) continue;
    if (plan.use === 'apart' || (slot.apart && plan.use === 'shared')) continue;
    longer.push({
      filled: plan.filled | (1 << index),
      use: slot.apart ? 'apart' : 'shared',
      worth: plan.worth + worth,
      slots: plan.slots + 1,
      onTime: plan.onTime + (late ? 0 : 1),
      time: plan.time + at.getTime(),
      pick: { slot: index, offer, before: plan.pick },
    });
  }
  return longer;
}

const has = (filled: number, index: number): boolean => (filled & (1 << index)) !== 0;

function best(plans: readonly Plan[]): Plan[] {
  const kept = new Map<string, Plan>();
  for (const plan of plans) {
    const key = `${plan.filled} ${plan.use}`;
    const rival = kept.get(key);
    if (!rival || beats(plan, rival)) kept.set(key, plan);
  }
  return [...kept.values()];
}

function beats(one: Plan, other: Plan): boolean {
  if (one.worth !== other.worth) return one.worth > other.worth;
  if (one.slots !== other.slots) return one.slots > other.slots;
  if (one.onTime !== other.onTime) return one.onTime > other.onTime;
  return one.time < other.time;
}

function picksOf(plan: Plan, length: number): (Offer | null)[] {
  const picks: (Offer | null)[] = Array.from({ length }, () => null);
  for (let pick = plan.pick; pick; pick = pick.before) picks[pick.slot] = pick.offer;
  return picks;
}

const worthOf = (picks: readonly (Offer | null)[]): number =>
  picks.reduce((sum, offer, index) => sum + (offer?.fits.get(index)?.worth ?? 0), 0);

/** Among slots that ask the same, the first reply meets the first. */
function earliestFirst(slots: readonly Slot[], picks: readonly (Offer | null)[]): (Offer | null)[] {
  const time = (offer: Offer, slot: number) => offer.fits.get(slot)?.at.getTime() ?? 0;
  return slots.map(({ like }, index) => {
    const same = slots.flatMap((slot, at) => (slot.like === like ? [at] : []));
    const taken = same.map((at) => picks[at] ?? null).filter((offer) => offer !== null);
    taken.sort((one, other) => time(one, index) - time(other, index) || (one.id < other.id ? -1 : 1));
    return taken[same.indexOf(index)] ?? null;
  });
}
