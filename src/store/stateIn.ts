import type { Model } from 'mongoose';

/**
 * Names the state of all documents of a discussion whose every change adds one to their version, without reading more of
 * them than that.
 */
export async function stateIn(
  model: Pick<Model<unknown>, 'aggregate'>,
  discussionId: string,
): Promise<string> {
  const [state] = await model.aggregate<{ count: number; versions: number }>([
    { $match: { discussionId } },
    { $group: { _id: null, count: { $sum: 1 }, versions: { $sum: '$version' } } },
  ]);
  return state ? `${state.count}-${state.versions}` : '0';
}
