import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Post } from '../store/posts.ts';
import type { Report } from '../store/reports.ts';
import { addressOf } from './checklist.ts';
import type { Content } from './content.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

/** Looked at, oldest first, by whoever has that many. */
const MOST_REPORTS = 100;

/** A post that was reported, and those who did. */
export interface Reported {
  post: Post;
  reports: Report[];
}

/** What waits to be looked at, post by post. */
export async function reported({ store }: Pages, { id }: Discussion): Promise<Reported[]> {
  const reports = await store.reports.waiting(id, MOST_REPORTS);
  const posts = await store.posts.byIds(
    id,
    reports.map(({ postId }) => postId),
  );
  return [...posts.values()].map((post) => ({
    post,
    reports: reports.filter(({ postId }) => postId === post.id),
  }));
}

/** How it stands on the page of those who moderate, with the ways to decide. */
export function reportedView(
  { post, reports }: Reported,
  { name, content }: { name: (id: string) => string; content: Content },
  { zone }: Discussion,
  { language: { t, date }, base }: Visit,
) {
  const label = labelOfPost(post);
  const gone = post.deletedAt !== null ? 'deleted' : post.hiddenAt !== null ? 'hidden' : null;
  return {
    label,
    heading: t('moderation.reports.post', { label, name: name(post.authorId) }),
    href: base + addressOf(label),
    html: content.html(post.html, 3),
    gone: gone && t(`moderation.reports.${gone}`),
    reports: reports.map(({ reporterId, at, reason }) => ({
      by: t('moderation.reports.by', { name: name(reporterId), at: date(at, zone) }),
      reason,
    })),
    hide: gone ? null : `${base}/hide/${post.id}?from=reports`,
    settle: `${base}/reports/${post.id}?from=reports`,
  };
}
