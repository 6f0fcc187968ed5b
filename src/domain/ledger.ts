import { assign, type Offer, type Slot } from './assignment.ts';
import type { DiscussionRules, Requirement, RequirementKind } from './discussion.ts';
import { fromHundredths, scaledPoints, toHundredths } from './discussion.ts';
import { currentRevision, type Evidence, evidenceFor } from './evidence.ts';
import { LATE_ACCEPTED, worthWhenLate } from './late.ts';
import type { Contribution } from './post.ts';

export type Shortfall = {
  postId: string;
  label: string;
  postedAt: Date;
  words: number;
  minimumWords: number;
};

export type LedgerEntry = {
  requirementId: string;
  kind: RequirementKind;
  /** Points, two decimals: what it is worth, and what it earned. */
  possible: number;
  points: number;
  /** What being late took away. */
  lost?: number;
  met: boolean;
  evidence: Evidence | null;
  /** The first that would meet it if it were longer, where nothing does. */
  shortfall: Shortfall | null;
};

/**
 * What meets each requirement, in the requirements' order.
 * @param mayCount one student's posts, oldest first, without those that never count
 */
export function ledger(rules: DiscussionRules, mayCount: readonly Contribution[]): LedgerEntry[] {
  const worth = worthsOf(rules);
  const late = rules.late ?? LATE_ACCEPTED;
  const chosen = chooseEvidence(rules, worth, mayCount);
  const closest = chooseShortfalls(rules.requirements, mayCount, chosen);
  const withheld = rules.scoring === 'whole' && chosen.some((post) => post === null);
  return rules.requirements.map((requirement, index) => {
    const possible = worth[index] ?? 0;
    const post = chosen[index];
    const evidence = post ? evidenceFor(requirement, post) : null;
    const left = evidence ? worthWhenLate(possible, late, evidence.lateByMs) : 0;
    return {
      requirementId: requirement.id,
      kind: requirement.kind,
      possible: fromHundredths(possible),
      points: withheld ? 0 : fromHundredths(left),
      lost: evidence ? fromHundredths(possible - left) : 0,
      met: evidence !== null,
      evidence,
      shortfall: shortfallOf(requirement, closest[index] ?? null),
    };
  });
}

/** What each requirement is worth in hundredths: a share of what the rubric leaves of the maximum. */
export function worthsOf({
  requirements,
  maximum,
  byRubric = 0,
  scoring,
}: Pick<DiscussionRules, 'requirements' | 'maximum' | 'byRubric' | 'scoring'>): number[] {
  const shared = scoring === 'none' ? 0 : Math.max(0, toHundredths(maximum) - toHundredths(byRubric));
  return scaledPoints(requirements, fromHundredths(shared)).map(toHundredths);
}

/** When what earned these was done; null where nothing did. */
export function doneAt(entries: readonly LedgerEntry[]): Date | null {
  const times = entries.flatMap(({ evidence }) => evidence?.at.getTime() ?? []);
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

export const kindOf = (post: Pick<Contribution, 'parentId'>): RequirementKind =>
  post.parentId === null ? 'post' : 'reply';

type Chosen = (Contribution | null)[];

function chooseEvidence(
  { requirements, late = LATE_ACCEPTED, scoring }: DiscussionRules,
  worth: readonly number[],
  mayCount: readonly Contribution[],
): Chosen {
  const byId = new Map(mayCount.map((post) => [post.id, post]));
  const offers = mayCount.map((post): Offer => {
    const fits: [number, Evidence & { worth: number }][] = requirements.flatMap((requirement, index) => {
      const evidence = kindOf(post) === requirement.kind ? evidenceFor(requirement, post) : null;
      if (!evidence) return [];
      return [[index, { ...evidence, worth: worthWhenLate(worth[index] ?? 0, late, evidence.lateByMs) }]];
    });
    return { id: post.id, partner: partnerOf(post), fits: new Map(fits) };
  });
  const picked = assign(
    requirements.map(slotOf),
    offers.filter(({ fits }) => fits.size > 0),
    { slotsFirst: scoring === 'whole' },
  );
  return picked.map((offer) => (offer ? (byId.get(offer.id) ?? null) : null));
}

function slotOf(requirement: Requirement): Slot {
  const { kind, minimumWords, dueAt, points } = requirement;
  const apart = isApart(requirement);
  return {
    apart,
    like: [kind, minimumWords, dueAt?.getTime(), points, apart].join(),
  };
}

/** A post answers nobody, so no post has to stand apart from another. */
const isApart = ({ kind, differentClassmate }: Requirement): boolean =>
  kind === 'reply' && differentClassmate;
const partnerOf = (post: Contribution): string =>
  post.parentId === null ? '' : (post.parentAuthorId ?? '?');

function chooseShortfalls(
  requirements: readonly Requirement[],
  mayCount: readonly Contribution[],
  evidence: Chosen,
): Chosen {
  const taken = [...evidence];
  return requirements.map((requirement, index) => {
    if (evidence[index]) return null;
    const closest = mayCount.find(
      (post) =>
        kindOf(post) === requirement.kind &&
        !taken.includes(post) &&
        isTooShort(post, requirement) &&
        !clashes(post, index, requirements, taken),
    );
    taken[index] = closest ?? null;
    return closest ?? null;
  });
}

function isTooShort(post: Contribution, { minimumWords }: Requirement): boolean {
  const current = currentRevision(post);
  return current !== undefined && !current.blank && current.words < minimumWords;
}

function clashes(
  post: Contribution,
  index: number,
  requirements: readonly Requirement[],
  taken: Chosen,
): boolean {
  return requirements.some((other, at) => {
    const rival = taken[at];
    const requirement = requirements[index];
    if (at === index || !rival || !requirement || kindOf(rival) !== 'reply') return false;
    return (isApart(requirement) || isApart(other)) && partnerOf(rival) === partnerOf(post);
  });
}

function shortfallOf({ minimumWords }: Requirement, post: Contribution | null): Shortfall | null {
  if (!post) return null;
  const words = currentRevision(post)?.words ?? 0;
  return { postId: post.id, label: post.label, postedAt: post.createdAt, words, minimumWords };
}
