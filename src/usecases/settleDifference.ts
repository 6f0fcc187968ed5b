import { type Actor, mayGrade } from '../domain/actor.ts';
import {
  asSaid,
  type Delivery,
  keepTheirs,
  overrule,
  type WhenChanged,
  wantDelivery,
} from '../domain/delivery.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import { QUIRKS } from '../lti/quirks.ts';
import type { Course } from '../store/courses.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';

/** What a teacher decides where the gradebook shows another grade than was sent. */
export type Settlement = 'theirs' | 'ours';

export interface Settling {
  discussionId: string;
  memberId: string;
  /** In the column of which part; null: in the activity's own. */
  part: string | null;
  choice: Settlement;
}

/** Decides one difference. Where there is none any more nothing changes. @throws NotAllowed, NotFound */
export async function settleDifference(
  store: Store,
  actor: Actor,
  { discussionId, memberId, part, choice }: Settling,
  now: Date,
): Promise<void> {
  const discussion = await gradedDiscussion(store, actor, discussionId);
  const record = await store.grades.find(discussionId, memberId);
  if (!record) throw new NotFound('student');
  const settled = (delivery: Delivery) =>
    choice === 'theirs' ? keepTheirs(delivery) : overrule(delivery, now);
  await store.grades.change(record, discussion.maximum, (state) => {
    if (part === null) return { ...state, delivery: settled(state.delivery) };
    const other = Object.hasOwn(state.others, part) && state.others[part];
    return other ? { ...state, others: { ...state.others, [part]: settled(other) } } : state;
  });
}

/** Decides all differences of a discussion, those of today and those to come. @throws NotAllowed, NotFound */
export async function decideWhenChanged(
  store: Store,
  actor: Actor,
  { discussionId, whenChanged }: { discussionId: string; whenChanged: WhenChanged },
  now: Date,
): Promise<void> {
  await gradedDiscussion(store, actor, discussionId);
  await store.discussions.keepWhenChanged(discussionId, whenChanged);
  await store.grades.changeDeliveries({ discussionId }, now, (delivery) =>
    asSaid(delivery, whenChanged, now),
  );
}

/** Tries all deliveries again that were given up. @returns how many @throws NotAllowed, NotFound */
export async function resendFailed(
  store: Store,
  actor: Actor,
  discussionId: string,
  now: Date,
): Promise<number> {
  await gradedDiscussion(store, actor, discussionId);
  return store.grades.changeDeliveries({ discussionId }, now, (delivery) =>
    delivery.state === 'failed' && delivery.wanted
      ? { ...wantDelivery(delivery, delivery.wanted), nextAt: now }
      : delivery,
  );
}

/** Has the gradebook compared with what was sent as soon as may be. @throws NotAllowed, NotFound */
export async function compareNow(store: Store, actor: Actor, discussionId: string, now: Date): Promise<void> {
  await gradedDiscussion(store, actor, discussionId);
  const links = await store.resourceLinks.ofDiscussion(discussionId);
  const link = links.find(({ lineItemUrl }) => lineItemUrl);
  if (link?.deliveredAt) await store.resourceLinks.compareSoon(link.id, now);
}

/** Whether the LMS lets what was typed into its gradebook stand, whatever is sent. */
export const typedStays = ({ family }: Course): boolean => QUIRKS[family].keepsTyped;

async function gradedDiscussion(store: Store, actor: Actor, id: string): Promise<Discussion> {
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  const discussion = await store.discussions.find(actor.courseId, id);
  if (!discussion) throw new NotFound('discussion');
  return discussion;
}
