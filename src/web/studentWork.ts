import type { PostMarks } from '../domain/byPost.ts';
import type { Participation } from '../domain/participation.ts';
import { knownMarks } from '../domain/rubric.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Post } from '../store/posts.ts';
import { addressOf } from './checklist.ts';
import { type Content, contentFor } from './content.ts';
import { filesView } from './files.ts';
import { isByPost } from './gradeThreads.ts';
import type { Graded } from './grading.ts';
import { saidOf } from './judging.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { personOf, type Seen } from './people.ts';
import type { Visit } from './visit.ts';

/** A student whose work is looked at, with the class around them. */
export type Worked = Graded & { members: Map<string, Seen>; marks: Map<string, PostMarks>; query: string };

/** Every post of the student's as it stands, with what it counted for and what it answers. */
export async function workOf(tool: Pages, visit: Visit, discussion: Discussion, graded: Worked) {
  const { members } = graded;
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
    marked: markedOf(post, graded, discussion, visit),
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
  language: Language,
) {
  const { t, date } = language;
  const label = labelOfPost(post);
  return {
    heading:
      post.parentId === null ? post.title || t('gradeOne.post', { label }) : t('gradeOne.reply', { label }),
    html: content.html(post.html, 2),
    gone: post.deletedAt && t('gradeOne.deleted', { at: date(post.deletedAt, zone) }),
    at: date(post.createdAt, zone),
    words: t('post.words', { count: post.words }),
    ...countedAs(post.id, participation, language),
  };
}

/** What graders gave beside it, and the way to its thread to give some. */
function markedOf(post: Post, { marks, query }: Worked, discussion: Discussion, { base, language }: Visit) {
  if (!isByPost(discussion)) return null;
  const [thread, place] = addressOf(labelOfPost(post)).split('?');
  const [at = '', hash = 'post'] = place?.split('#') ?? [];
  const asked = [query.slice(1), at].filter(Boolean).join('&');
  const address = `${base}/grading/threads/${thread?.split('/').at(-1)}${asked && `?${asked}`}#${hash}`;
  const given = knownMarks(discussion.rubric, marks.get(post.id)?.marks);
  return { href: address, text: saidOf(given, discussion, language) };
}

/** What a post counted for among what is asked, or why it did not. */
export function countedAs(
  id: string,
  { entries, unused }: Pick<Participation, 'entries' | 'unused'>,
  { t, number }: Language,
) {
  const entry = entries.find(({ evidence }) => evidence?.postId === id);
  const short = entries.find(({ shortfall }) => shortfall?.postId === id);
  const reason = unused.find(({ postId }) => postId === id)?.reason ?? (short ? 'too-short' : null);
  return {
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
