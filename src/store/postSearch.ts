import type { QueryFilter } from 'mongoose';
import { patternOf } from '../domain/search.ts';
import { inside, type Kept, type Post, type PostModel, readable, type Scope } from './postModel.ts';

/** More than anybody reads through. */
export const MOST_HITS = 500;
/** Beginnings of words are looked for post by post: in a very large discussion that ends here. */
const LONGEST_MS = 3_000;
const TOOK_TOO_LONG = 50;

/** A post or reply that was found, as the list of them needs it. */
export type Found = Pick<
  Post,
  | 'id'
  | 'threadNumber'
  | 'parentId'
  | 'parentAuthorId'
  | 'number'
  | 'title'
  | 'plain'
  | 'authorId'
  | 'authorRole'
  | 'createdAt'
  | 'hiddenAt'
>;

/** Looking for words in a discussion. */
export function postSearch(model: PostModel) {
  return {
    /**
     * Ids of what has all these words in its title or text, at most `MOST_HITS`: whole words first, the closest first;
     * then words that begin so, the newest first. Case and accents make no difference.
     */
    async search(scope: Scope, terms: readonly string[]): Promise<string[]> {
      if (terms.length === 0) return [];
      const [words, beginnings] = await Promise.all([
        wholeWords(model, scope, terms),
        wordsBeginning(model, scope, terms),
      ]);
      return [...new Set([...words, ...beginnings])].slice(0, MOST_HITS);
    },
    /** These, in that order, as long as they can be read. */
    async found(scope: Scope, ids: string[]): Promise<Found[]> {
      const fields =
        'threadNumber parentId parentAuthorId number title plain authorId authorRole createdAt hiddenAt';
      const kept = await model.find(inside(scope, { ...readable(scope), _id: { $in: ids } }), fields).lean();
      const byId = new Map(kept.map(({ _id, ...rest }) => [_id, { id: _id, ...rest } as Found]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
  };
}

async function wholeWords(model: PostModel, scope: Scope, terms: readonly string[]): Promise<string[]> {
  // In quotation marks, or any one of them would be enough.
  const $search = terms.map((term) => `"${term}"`).join(' ');
  // An index of words knows nothing of mentions: signs may be those in somebody's id.
  const signed = terms.filter((term) => /[^\p{L}\p{N}\p{M}\s]/u.test(term)).map(having);
  const outside = signed.length > 0 ? { $and: signed } : {};
  const found = await model
    .find(inside(scope, { ...readable(scope), $text: { $search }, ...outside }), {
      _id: 1,
      score: { $meta: 'textScore' },
    })
    .sort({ score: { $meta: 'textScore' }, _id: 1 })
    .limit(MOST_HITS)
    .lean();
  return found.map(({ _id }) => _id);
}

async function wordsBeginning(model: PostModel, scope: Scope, terms: readonly string[]): Promise<string[]> {
  const found = await model
    .find(inside(scope, { ...readable(scope), $and: terms.map(having) }), { _id: 1, createdAt: 1 })
    .sort({ createdAt: -1 })
    .limit(MOST_HITS)
    .maxTimeMS(LONGEST_MS)
    .lean()
    .catch((error: { code?: number }) => {
      if (error.code === TOOK_TOO_LONG) return [];
      throw error;
    });
  return found.map(({ _id }) => _id);
}

/** Mentions are passed over as a whole (by PCRE's verbs): by what is found of an id, all of it could be guessed. */
function having(term: string): QueryFilter<Kept> {
  const $regex = `@\\[[\\w-]{1,40}\\](*SKIP)(*FAIL)|${patternOf(term)}`;
  return { $or: [{ title: { $regex } }, { plain: { $regex } }] };
}
