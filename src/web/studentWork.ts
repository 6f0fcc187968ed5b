import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Post } from '../store/posts.ts';
import { addressOf } from './checklist.ts';
import { type Content, contentFor } from './content.ts';
import { filesView } from './files.ts';
import type { Graded } from './grading.ts';
import type { Pages } from './pages.ts';
import { personOf, type Seen } from './people.ts';
import type { Visit } from './visit.ts';

/** Every post of the student's as it stands, with what it counted for and what it answers. */
export async function workOf(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  graded: Graded,
  members: Map<string, Seen>,
) {
  const { store } = tool;
  const { language, base } = visit;
  const posts = await store.posts.byAuthor(discussion.id, graded.member.id);
  const parents = await store.posts.byIds(
    discussion.id,
    posts.flatMap(({ parentId }) => parentId ?? []),
  );
  const texts = [...posts, ...parents.values()].map(({ html }) => html);
  const attached = posts.flatMap(({ files }) => files);
  const [content, files] = await Promise.all([
    contentFor(tool, visit, discussion, texts),
    store.files.byIds(discussion.id, attached),
  ]);
  const answersOf = answersWith(content, members, language);
  return posts.map((post) => ({
    ...workItem(post, graded, discussion, content, language),
    files: filesView(post.files, files, visit),
    href: base + addressOf(labelOfPost(post)),
    answers: answersOf(post.parentId === null ? undefined : parents.get(post.parentId)),
  }));
}

function workItem(
  post: Post,
  { participation }: Graded,
  { zone }: Discussion,
  content: Content,
  { t, date, number }: Visit['language'],
) {
  const label = labelOfPost(post);
  const entry = participation.entries.find(({ evidence }) => evidence?.postId === post.id);
  const short = participation.entries.find(({ shortfall }) => shortfall?.postId === post.id);
  const unused = participation.unused.find(({ postId }) => postId === post.id);
  const reason = unused?.reason ?? (short ? 'too-short' : null);
  return {
    heading:
      post.parentId === null ? post.title || t('gradeOne.post', { label }) : t('gradeOne.reply', { label }),
    html: content.html(post.html, 2),
    gone: post.deletedAt && t('gradeOne.deleted', { at: date(post.deletedAt, zone) }),
    at: date(post.createdAt, zone),
    words: t('post.words', { count: post.words }),
    counts: entry ? t('gradeOne.counts', { count: entry.points, points: number(entry.points) }) : null,
    late: entry?.evidence?.late ?? false,
    reason: reason && t(`unused.${reason}`),
  };
}

const answersWith =
  (content: Content, members: Map<string, Seen>, language: Visit['language']) =>
  (parent: Post | undefined) => {
    if (!parent) return null;
    const label = labelOfPost(parent);
    return {
      text: language.t('gradeOne.answers', { label, ...personOf(members.get(parent.authorId), language) }),
      html: parent.deletedAt ? null : content.html(parent.html, 2),
    };
  };
