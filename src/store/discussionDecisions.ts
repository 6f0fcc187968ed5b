import type { Excuse, Extension } from '../domain/allowance.ts';
import { type Lock, MOST_PINNED, type Mute } from '../domain/moderation.ts';
import { CHANGED, type DiscussionModel } from './discussionModel.ts';

/** What those who teach decide about a discussion as it goes on, and about single students in it. */
export function discussionDecisions(model: DiscussionModel) {
  return {
    /** Locks it, or lifts the lock. @returns whether that changed anything */
    async lock(id: string, locked: Lock | null): Promise<boolean> {
      const before = locked ? { locked: null } : { locked: { $ne: null } };
      return (
        (await model.updateOne({ _id: id, ...before }, { $set: { locked }, ...CHANGED })).modifiedCount === 1
      );
    },
    /** @returns whether they were not muted before */
    async mute(id: string, mute: Mute): Promise<boolean> {
      const before = { _id: id, 'muted.memberId': { $ne: mute.memberId } };
      return (await model.updateOne(before, { $push: { muted: mute }, ...CHANGED })).modifiedCount === 1;
    },
    async unmute(id: string, memberId: string): Promise<boolean> {
      const before = { _id: id, 'muted.memberId': memberId };
      return (
        (await model.updateOne(before, { $pull: { muted: { memberId } }, ...CHANGED })).modifiedCount === 1
      );
    },
    /** Pins a post on top of the others, unless it is or as many are as may be. @returns whether it was not and now is */
    async pin(id: string, number: number): Promise<boolean> {
      const before = { _id: id, pinned: { $ne: number }, [`pinned.${MOST_PINNED - 1}`]: { $exists: false } };
      const added = { $push: { pinned: { $each: [number], $position: 0 } }, ...CHANGED };
      return (await model.updateOne(before, added)).modifiedCount === 1;
    },
    async unpin(id: string, number: number): Promise<boolean> {
      const before = { _id: id, pinned: number };
      return (await model.updateOne(before, { $pull: { pinned: number }, ...CHANGED })).modifiedCount === 1;
    },
    /** Gives a student, or a section or group, time until then, in place of what they had before; null: no more. */
    async extend(id: string, who: Pick<Extension, 'memberId' | 'groupId'>, extension: Extension | null) {
      const same = { memberId: who.memberId, groupId: who.groupId };
      await model.updateOne({ _id: id }, { $pull: { extensions: same }, ...CHANGED });
      if (extension) await model.updateOne({ _id: id }, { $push: { extensions: extension }, ...CHANGED });
    },
    /** @returns whether they were not excused before */
    async excuse(id: string, excuse: Excuse): Promise<boolean> {
      const before = { _id: id, 'excused.memberId': { $ne: excuse.memberId } };
      return (await model.updateOne(before, { $push: { excused: excuse }, ...CHANGED })).modifiedCount === 1;
    },
    async unexcuse(id: string, memberId: string): Promise<boolean> {
      const before = { _id: id, 'excused.memberId': memberId };
      return (
        (await model.updateOne(before, { $pull: { excused: { memberId } }, ...CHANGED })).modifiedCount === 1
      );
    },
  };
}
