/** Points that are suggested to a grader, of the discussion's. */
export type Suggested = { points: number; maximum: number };
type Change = { memberId: string; from: Suggested | null; to: Suggested | null };

/** Whose suggestion is another after a change of rules, in the order they come in. */
export function suggestionsMoved(
  before: ReadonlyMap<string, Suggested | null>,
  after: ReadonlyMap<string, Suggested | null>,
): Change[] {
  const changes = [...before].map(([memberId, from]) => ({
    memberId,
    from,
    to: after.get(memberId) ?? null,
  }));
  return changes.filter(({ from, to }) => from?.points !== to?.points || from?.maximum !== to?.maximum);
}
