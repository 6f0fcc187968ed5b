import { type Delivery, noDelivery, outdated, resting, type Wanted, wantOther } from '../domain/delivery.ts';
import type { Grade } from '../domain/grade.ts';
import { doneAt } from '../domain/ledger.ts';
import { apartIn, entriesOf, type Sharing, shareOut } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeState } from '../store/grades.ts';
import type { Tool } from './tool.ts';

/**
 * Wants the LMS to show what was released: in one column, or each part in a column of its own.
 * @param want how a delivery comes to want something
 */
export function wantReleased(
  { grade, delivery, others }: GradeState,
  sharing: Sharing,
  want: (delivery: Delivery, wanted: Wanted) => Delivery,
): GradeState {
  const [first, ...rest] = wantedOf(grade, sharing);
  if (!first) return { grade, delivery, others };
  const parts = rest.map(({ part, wanted }) => [part, want(others[part] ?? noDelivery(), wanted)]);
  const left = Object.entries(others).map(([part, other]) => [part, resting(other)]);
  return { grade, delivery: want(delivery, first.wanted), others: Object.fromEntries([...left, ...parts]) };
}

/** What each column is to show, the activity's own first, which alone has the comment: nobody is to read it twice. */
function wantedOf({ released, ledger }: Grade, sharing: Sharing): { part: string; wanted: Wanted }[] {
  if (!released) return [];
  const { points, maximum, comment, at: releasedAt } = released;
  const parts = apartIn(sharing);
  if (parts.length === 0) return [{ part: '', wanted: { points, maximum, comment, releasedAt } }];
  const shares = shareOut(released, parts, ledger);
  return parts.map((part, at) => ({
    part: part.id,
    wanted: {
      ...{ points: shares[at]?.points ?? 0, maximum: part.maximum, releasedAt },
      ...{ comment: at === 0 ? comment : '', workAt: doneAt(entriesOf(part, ledger)) },
    },
  }));
}

/**
 * Shares grades that are out among the columns that there are now, whatever there was when somebody last asked the LMS:
 * what is the same everywhere is not sent again.
 */
export async function shareAnew(
  { store, now }: Pick<Tool, 'store' | 'now'>,
  { courseId, id }: Pick<Discussion, 'courseId' | 'id'>,
): Promise<void> {
  const discussion = await store.discussions.find(courseId, id);
  if (!discussion) return;
  const anew = (state: GradeState): GradeState =>
    wantReleased(state, discussion, (delivery, wanted) => wantOther(delivery, wanted, now()));
  const moved = [...(await store.grades.ofDiscussion(discussion.id)).values()]
    .filter((record) => !sameDeliveries(record, anew(record)))
    .map(({ memberId }) => memberId);
  if (moved.length > 0) await store.grades.changeAll(discussion.id, moved, discussion.maximum, anew);
}

/** Sends once more what another column took, in whose place the tool made one. */
export async function fillAnew(
  { store, now }: Pick<Tool, 'store' | 'now'>,
  { id: discussionId }: Pick<Discussion, 'id'>,
  part: string | null,
): Promise<void> {
  await store.grades.changeDeliveries({ discussionId }, now(), (delivery, of) =>
    of.part === part ? outdated(delivery, now()) : delivery,
  );
}

function sameDeliveries(one: GradeState, other: GradeState): boolean {
  const parts = Object.keys(other.others);
  return (
    one.delivery === other.delivery &&
    Object.keys(one.others).length === parts.length &&
    parts.every((part) => one.others[part] === other.others[part])
  );
}
