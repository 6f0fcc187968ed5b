import type { Holder } from '../domain/file.ts';
import { inside, type PostModel, type Scope } from './postModel.ts';

/** Which posts show a file, or did in an earlier version. Only its owner's can. */
export function postFiles(model: PostModel) {
  return {
    async holding(scope: Scope, ownerId: string, fileId: string): Promise<Holder[]> {
      const within = inside(scope, {
        authorId: ownerId,
        $or: [{ 'revisions.files': fileId }, { 'revisions.pictures': fileId }],
      });
      const found = await model.find(within, { deletedAt: 1, hiddenAt: 1, files: 1, pictures: 1 }).lean();
      return found.map(({ deletedAt, hiddenAt, files, pictures }) => ({
        deletedAt,
        hiddenAt,
        shown: [...(files ?? []), ...(pictures ?? [])].includes(fileId),
      }));
    },
  };
}
