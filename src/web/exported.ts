import { buffer } from 'node:stream/consumers';
import type { Response } from 'express';
import type { PostMarks } from '../domain/byPost.ts';
import { numberInThread } from '../domain/readMarks.ts';
import { knownMarks } from '../domain/rubric.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { ShownPost } from '../store/postLists.ts';
import { contentOf, promptHtml } from './content.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf, type Seen } from './people.ts';
import { formOf } from './setUpTyped.ts';
import { languageOf } from './speaking.ts';
import { scopeIn, type Visit } from './visit.ts';

/** Names the way in which it is said, for whoever reads it back: docs/export.md. */
export const EXPORT_FORMAT = 'rejoinder-discussion';
/** Pictures that a page carries in itself. */
const LARGEST_PICTURE = 2_000_000;
const LARGEST_TOGETHER = 20_000_000;

/** All of a discussion that its grader may read, in the order of its threads. */
async function all(tool: Pages, visit: Visit, discussion: Discussion) {
  const scope = await scopeIn(tool, visit, discussion);
  const posts = (await tool.store.posts.everything(scope))
    .map(asItStands)
    .sort(
      (one, other) => one.threadNumber - other.threadNumber || numberInThread(one) - numberInThread(other),
    );
  const people = await peopleIn(tool, visit, discussion, new Set(posts.map(({ authorId }) => authorId)));
  const labels = new Map(posts.map((post) => [post.id, labelOfPost(post)]));
  return { scope, posts, people, labels };
}

/** What its author took back is nobody's to take along. */
const asItStands = (post: ShownPost): ShownPost =>
  post.deletedAt ? { ...post, title: '', html: '', plain: '', words: 0, files: [], pictures: [] } : post;

/** What a program reads: references by label and by id as they are kept, names beside them. */
export async function exportedJson(tool: Pages, visit: Visit, discussion: Discussion) {
  const { posts, people, labels } = await all(tool, visit, discussion);
  const [grades, marks, files] = await Promise.all([
    tool.store.grades.ofDiscussion(discussion.id),
    tool.store.postMarks.ofDiscussion(discussion.id),
    tool.store.files.byIds(
      discussion.id,
      posts.flatMap(({ files }) => files),
    ),
  ]);
  const graded = await peopleIn(tool, visit, discussion, [...people.keys(), ...grades.keys()]);
  const { requestId: _, seen: __, ...settings } = formOf(discussion);
  return {
    ...{ format: EXPORT_FORMAT, version: 1, exportedAt: visit.now, settings },
    prompt: { html: discussion.promptHtml, plain: discussion.promptPlain },
    people: [...graded.values()].map((one) => ({
      ...{ id: one.id, name: personOf(one, visit.language).name, alias: one.alias ?? null, role: one.role },
    })),
    posts: posts.map((post) => ({
      ...{ label: labels.get(post.id), answers: post.parentId && (labels.get(post.parentId) ?? null) },
      ...{ author: post.authorId, title: post.title, html: post.html, plain: post.plain },
      words: post.words,
      marks: marksIn(discussion, marks.get(post.id)),
      ...{ writtenAt: post.createdAt, editedAt: post.editedAt, deletedAt: post.deletedAt },
      ...{ hiddenAt: post.hiddenAt, hiddenBecause: post.hiddenReason || null, group: post.groupId },
      files: post.files.flatMap((id) => {
        const file = files.get(id);
        return file ? { name: file.name, type: file.type, bytes: file.size } : [];
      }),
    })),
    grades: [...grades.values()].flatMap(({ memberId, grade }) => {
      const { points, maximum, comment, status, confirmedAt, released } = grade;
      return {
        student: memberId,
        points,
        maximum,
        comment,
        status,
        confirmedAt,
        releasedAt: released?.at ?? null,
      };
    }),
  };
}

/** What graders gave beside a post, by the words of the criteria. */
const marksIn = ({ rubric }: Discussion, kept: PostMarks | undefined) =>
  knownMarks(rubric, kept?.marks).map(({ criterionId, points }) => ({
    criterion: rubric?.criteria.find(({ id }) => id === criterionId)?.title,
    points,
  }));

/** One page that needs nothing but itself, to be read without the tool and to be printed. */
export async function exportedHtml(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  response: Response,
): Promise<string> {
  const { scope, posts, people, labels } = await all(tool, visit, discussion);
  const texts = posts.map(({ html }) => html);
  const pictures = await picturesIn(tool, discussion, posts);
  const ways = { post: (label: string) => `#post-${label}`, file: (id: string) => pictures.get(id) ?? '' };
  const content = await contentOf(tool, visit, { discussion, scope }, texts, ways);
  const language = languageOf(response);
  const { t, date } = language;
  const data = {
    ...{ layout: false, language, title: discussion.title, prompt: promptHtml(discussion, visit) },
    about: t('transfer.printed', { count: posts.length, at: date(visit.now, discussion.zone) }),
    posts: posts.map((post) => ({
      ...headOf(post, { labels, people, discussion }, visit),
      gone: post.deletedAt ? t('post.deleted') : post.hiddenAt ? t('transfer.hidden') : null,
      html: content.html(post.html, 2),
    })),
  };
  return new Promise((resolve, reject) =>
    response.render('printed', data, (error, html) => (error ? reject(error) : resolve(html))),
  );
}

interface Around {
  labels: Map<string, string>;
  people: Map<string, Seen>;
  discussion: Discussion;
}

function headOf(post: ShownPost, { labels, people, discussion }: Around, { language }: Visit) {
  const answered = post.parentId === null ? null : (labels.get(post.parentId) ?? null);
  return {
    label: labels.get(post.id),
    isReply: post.parentId !== null,
    title: post.title,
    ...personOf(people.get(post.authorId), language),
    at: language.date(post.createdAt, discussion.zone),
    answers: answered,
  };
}

/** The pictures in these texts, each as an address that holds all of it. Those of what was taken back are left out, and beyond a size all. */
async function picturesIn(
  { store }: Pages,
  { id }: Discussion,
  posts: ShownPost[],
): Promise<Map<string, string>> {
  const ids = posts.flatMap(({ pictures }) => pictures);
  const known = await store.files.byIds(id, ids);
  const found = new Map<string, string>();
  let together = 0;
  for (const file of known.values()) {
    together += file.size;
    if (!file.picture || file.size > LARGEST_PICTURE || together > LARGEST_TOGETHER) continue;
    const bytes = await buffer(store.files.read(file.id));
    found.set(file.id, `data:${file.type};base64,${bytes.toString('base64')}`);
  }
  return found;
}
