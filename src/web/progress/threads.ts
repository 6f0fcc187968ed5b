import { labelOfPost } from '../../domain/thread.ts';
import { addressOf } from '../checklist.ts';
import { drawColumns } from './columns.ts';
import { nameOf, type Observed, standing } from './observed.ts';
import type { Cell, Table } from './table.ts';

/** How many replies each post got: what caught on, and what nobody answered. */
export function threads(observed: Observed) {
  const { language, base } = observed;
  const { t } = language;
  const posts = standing(observed);
  const replies = new Map<string, number>();
  for (const { threadId, parentId } of posts)
    if (parentId !== null) replies.set(threadId, (replies.get(threadId) ?? 0) + 1);
  const begun = posts
    .filter(({ parentId }) => parentId === null)
    .map((post) => ({ post, count: replies.get(post.threadId) ?? 0 }))
    .sort((one, other) => one.post.number - other.post.number);
  const unanswered = begun.filter(({ count }) => count === 0).length;
  const table: Table = {
    id: 'threads',
    heading: t('progress.threads.heading'),
    summary:
      begun.length === 0
        ? t('progress.nothing')
        : t('progress.threads.summary', { count: unanswered, total: begun.length }),
    columns: [t('progress.threads.post'), t('progress.threads.author'), t('progress.threads.replies')],
    rows: begun.map(({ post, count }): Cell[] => {
      const label = labelOfPost(post);
      const href = base + addressOf(label);
      return [{ text: t('gradeOne.post', { label }), href }, nameOf(observed, post.authorId).name, count];
    }),
  };
  const columns = begun.map(({ post, count }) => ({
    label: language.number(post.number),
    parts: [{ kind: 'replies', count }],
  }));
  return { table, drawing: drawColumns(columns, [], language) };
}
