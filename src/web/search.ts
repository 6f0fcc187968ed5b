import { z } from 'zod';
import { mayGrade, type Reader } from '../domain/actor.ts';
import { canBeRead } from '../domain/moderation.ts';
import { excerptAround, marked, searchTerms } from '../domain/search.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Found } from '../store/postSearch.ts';
import { MOST_HITS } from '../store/postSearch.ts';
import type { Scope } from '../store/posts.ts';
import { addressOf } from './checklist.ts';
import { contentOf } from './content.ts';
import { keyboardOn } from './keyboard.ts';
import { answersOf, type Surroundings } from './listed.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { waitingAt } from './showDiscussion.ts';
import { show } from './views.ts';
import { discussionOf, readerOf, scopeIn, type VisitHandler } from './visit.ts';

const PAGE_SIZE = 20;
const EXCERPT = 240;

const searched = z.object({
  q: z.string().max(200).catch(''),
  page: z.coerce.number().int().min(1).max(1_000).catch(1),
});

/** What in a discussion has the words that were asked for. */
export const searchPage: VisitHandler = async (tool, visit, request, response) => {
  const { store } = tool;
  const { language, base } = visit;
  const { q, page } = searched.parse(request.query);
  const discussion = await discussionOf(tool, visit);
  const scope = await scopeIn(tool, visit, discussion);
  if (scope.closed) return response.redirect(303, waitingAt(base, scope.closed));
  const reader = readerOf(visit);
  const terms = searchTerms(q);
  const [ids, jump] = await Promise.all([
    store.posts.search(scope, terms),
    placeCalled(store, scope, reader, q),
  ]);
  const found = await store.posts.found(scope, ids.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE));
  const answered = await store.posts.named(
    scope,
    found.flatMap(({ parentId }) => parentId ?? []),
  );
  const people = [...found, ...answered.values()].map(({ authorId }) => authorId);
  const members = await peopleIn(tool, visit, discussion, people);
  const texts = found.map(({ plain }) => plain);
  const content = await contentOf(tool, visit, { discussion, scope }, texts);
  const { zone, pinned } = discussion;
  const around = { base, zone, language, members, answered, content, reader, pinned };
  show(response, 'search', {
    title: language.t(q ? 'reading.search.titleOf' : 'reading.search.title', { query: q }),
    discussion,
    base,
    search: { action: `${base}/search`, query: q },
    keyboard: keyboardOn(visit),
    count: q ? countOf(ids.length, language.t) : null,
    empty: ids.length === 0 && q !== '',
    query: q,
    jump: jump && { href: base + addressOf(jump), text: language.t('reading.search.jump', { label: jump }) },
    results: found.map((post) => resultView(post, terms, around)),
    pages: pagesOf({ q, page, total: ids.length }, `${base}/search`, language.t),
  });
};

/** Whoever types a number means the post or reply of that number. */
async function placeCalled(
  { posts }: Pages['store'],
  scope: Scope,
  reader: Reader,
  q: string,
): Promise<string | null> {
  const [, post, reply] = /^\s*#?(\d{1,9})(?:\.(\d{1,9}))?\s*$/.exec(q) ?? [];
  if (post === undefined) return null;
  const joints =
    reply === undefined ? [await posts.rootOf(scope, Number(post))] : await posts.joints(scope, Number(post));
  const found = joints.find(
    (one) => one && (reply === undefined || (one.parentId !== null && one.number === Number(reply))),
  );
  if (!found || !canBeRead(found, reader)) return null;
  return reply === undefined ? String(Number(post)) : `${Number(post)}.${Number(reply)}`;
}

function resultView(post: Found, terms: readonly string[], around: Omit<Surroundings, 'unread'>) {
  const { base, zone, language, members, content } = around;
  const label = labelOfPost(post);
  return {
    label,
    number: label,
    href: base + addressOf(label),
    place: language.t(post.parentId === null ? 'post.number' : 'reading.reply', { number: label, label }),
    heading: post.title ? marked(post.title, terms) : null,
    ...personOf(members.get(post.authorId), language),
    teacher: mayGrade(post.authorRole),
    isHidden: post.hiddenAt !== null,
    at: language.date(post.createdAt, zone),
    datetime: post.createdAt.toISOString(),
    answers: answersOf(post, around),
    excerpt: excerptAround(content.plain(post.plain), terms, EXCERPT),
  };
}

function countOf(found: number, t: Surroundings['language']['t']): string {
  return t(found >= MOST_HITS ? 'reading.search.many' : 'reading.search.found', { count: found });
}

function pagesOf(
  { q, page, total }: { q: string; page: number; total: number },
  action: string,
  t: Surroundings['language']['t'],
) {
  const last = Math.max(1, Math.ceil(total / PAGE_SIZE));
  if (last === 1) return null;
  const address = (page: number) => `${action}?${new URLSearchParams({ q, page: String(page) })}`;
  const first = (page - 1) * PAGE_SIZE + 1;
  return {
    where: t('reading.search.where', { first, last: Math.min(total, page * PAGE_SIZE), count: total }),
    before: page > 1 ? address(Math.min(page - 1, last)) : null,
    after: page < last ? address(page + 1) : null,
  };
}
