import type { Place } from '../domain/readMarks.ts';
import { inside, type PostModel, type Scope } from './postModel.ts';

const IS_GONE = { $or: [{ $gt: ['$deletedAt', null] }, { $gt: ['$hiddenAt', null] }] };
const NUMBER = { $cond: [{ $eq: ['$parentId', null] }, 0, '$number'] };

/** Where posts stand, without a word of theirs. */
export function postPlaces(model: PostModel) {
  return {
    /**
     * Everywhere that the words of others than this member can be read, by discussion; of one thread alone if it is
     * named. All of it from an index, which is why the stage that matches asks for nothing else.
     */
    async placesOfOthers(
      scopes: readonly Scope[],
      memberId: string,
      threadNumber?: number,
    ): Promise<Map<string, Place[]>> {
      if (scopes.length === 0) return new Map();
      const thread = threadNumber === undefined ? {} : { threadNumber };
      const leftOut = { $or: [IS_GONE, { $eq: ['$authorId', memberId] }] };
      const found = await model.aggregate<{ _id: string; places: Place[] }>([
        { $match: { $or: scopes.map((scope) => inside(scope, thread)) } },
        {
          $group: {
            _id: '$discussionId',
            places: { $push: { $cond: [leftOut, '$$REMOVE', ['$threadNumber', NUMBER]] } },
          },
        },
      ]);
      return new Map(found.map(({ _id, places }) => [_id, places]));
    },
  };
}
