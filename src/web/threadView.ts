import { asWritten, type Branch, branchesOf, type ThreadOrder } from '../domain/branches.ts';
import type { Joint } from '../store/postLists.ts';
import { type Around, postView } from './postView.ts';

interface How {
  order: ThreadOrder;
  at: number | null;
  closed: boolean;
}

/** The replies below a post: those of this page, how they hang together, and the ways to the others. */
export function repliesView(how: How, around: Around) {
  const { part, visit } = around;
  const { window, standing } = part;
  const { t } = visit.language;
  const branches = how.order === 'answer' ? branchesOf(window.items) : asWritten(window.items);
  const closable = branches.some(({ below }) => below > 0);
  const here = `${visit.base}/posts/${part.root.post.number}`;
  const address = (number: number | null, closed: boolean) => threadAddress(here, how, { number, closed });
  const partly = window.total > window.items.length;
  return {
    count: t('thread.replies', { count: standing }),
    replies: branches.map((branch) => branchView(branch, how, around)),
    switch: part.branches ? switchOf(how.order, around) : null,
    collapse: closable
      ? { href: `${address(how.at, !how.closed)}#replies`, closed: how.closed, open: !how.closed }
      : null,
    pages: partly
      ? {
          where: t('reading.pages.replies', {
            first: window.before + 1,
            last: window.before + window.items.length,
            count: window.total,
          }),
          before: window.earlier && `${address(window.earlier.post.number, how.closed)}#replies`,
          after: window.later && `${address(window.later.post.number, how.closed)}#replies`,
        }
      : null,
    goTo: partly ? { action: here, by: how.order, at: how.at ?? '' } : null,
  };
}

/** The thread around a reply, read the same way. */
function threadAddress(
  here: string,
  { order }: How,
  { number, closed }: { number: number | null; closed: boolean },
): string {
  const query = new URLSearchParams({ by: order });
  if (number !== null) query.set('at', String(number));
  if (closed) query.set('closed', '1');
  return `${here}?${query}`;
}

/** The two ways to read a thread. One's own choice is kept; with another's eyes it holds for the page. */
function switchOf(order: ThreadOrder, { part, visit }: Around) {
  const here = `${visit.base}/posts/${part.root.post.number}`;
  const ways = (['answer', 'time'] as const).map((by) => ({
    by,
    text: visit.language.t(by === 'answer' ? 'reading.byAnswer' : 'reading.byTime'),
    chosen: by === order,
    href: `${here}?by=${by}#replies`,
  }));
  return { action: visit.lookingAs ? null : `${here}/by`, ways };
}

function branchView(branch: Branch<Joint>, how: How, around: Around): object {
  const { item, level, follows, replies, below } = branch;
  const { t } = around.visit.language;
  const view = postView(item, around);
  return {
    ...view,
    level,
    answersLine: follows && how.order === 'answer' ? null : view.answers,
    open: !how.closed,
    // Where the eye lands.
    ...(item.post.number === around.notice?.reply
      ? { notice: around.notice.text, heard: around.notice.heard }
      : { notice: null, heard: null }),
    below: below > 0 ? t('reading.below', { count: below, label: item.label, name: view.name }) : null,
    replies: replies.map((reply) => branchView(reply, how, around)),
  };
}
