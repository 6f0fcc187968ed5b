import { maySetUp } from '../domain/actor.ts';
import { beforeCutMention } from '../domain/post.ts';
import type { Discussion } from '../store/discussions.ts';
import { type ThreadToGrade, threadsToGrade } from '../usecases/threadsToGrade.ts';
import { contentOf } from './content.ts';
import { requireGrader } from './grading.ts';
import { asWished, type Listing, listingIn, queryOf } from './gradingList.ts';
import { groupChoice, groupsFor, narrowed } from './groups.ts';
import { keyboardOn } from './keyboard.ts';
import type { Language } from './language.ts';
import { excerptOf } from './listed.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { show } from './views.ts';
import { discussionOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';

/** Characters of a post without a title that stand for it. */
const TITLE = 80;

/** Every thread that students wrote in, those first in which a post has no points yet. */
export const gradeThreadsPage: VisitHandler = async (tool, visited, request, response) => {
  requireGrader(visited);
  const listing = listingIn(request.query);
  const visit = asWished(visited, listing);
  const { language, base, actor } = visit;
  const { t } = language;
  const discussion = await discussionOf(tool, visit);
  const on = isByPost(discussion);
  const { scope, groups, threads } = await threadsIn(tool, visit, discussion, listing);
  const roots = await tool.store.posts.numbered(
    scope,
    threads.map(({ number }) => number),
  );
  const [people, content] = await Promise.all([
    peopleIn(tool, visit, discussion, new Set(roots.map(({ authorId }) => authorId))),
    contentOf(
      tool,
      visit,
      { discussion, scope },
      roots.map(({ beginning }) => beginning),
    ),
  ]);
  const query = queryOf(listing);
  const named = new Map(roots.map((root) => [root.number, root]));
  const row = ({ number, posts, left }: ThreadToGrade) => {
    const root = named.get(number);
    const gone = !root || root.deletedAt !== null;
    return {
      number: t('post.number', { number }),
      title: gone
        ? t('post.deleted')
        : root.title || excerptOf(content.plain(beforeCutMention(root.beginning)), TITLE),
      name: personOf(people.get(root?.authorId ?? ''), language).name,
      href: `${base}/grading/threads/${number}${query}`,
      posts: language.number(posts),
      left: left > 0 ? t('byThread.leftHere', { count: left }) : null,
    };
  };
  const toGrade = threads.filter(({ left }) => left > 0);
  const [first] = toGrade;
  show(response, 'grade-threads', {
    title: t('byThread.title', { title: discussion.title }),
    ...{ base, discussion, query, on },
    settings: maySetUp(actor.role) ? `${base}/settings#rubric` : null,
    groups: groupChoice(groups, listing.group, language)?.map(({ value, ...group }) => ({
      ...group,
      href: `${base}/grading/threads${queryOf({ ...listing, group: value })}`,
    })),
    among: groups.length > 0 && t(`groups.title.${discussion.groups}`),
    notice: request.query.done === undefined ? null : t('byThread.done'),
    left: leftOf(threads, language),
    start: first ? `${base}/grading/threads/${first.number}${query}` : null,
    rows: [...toGrade, ...threads.filter(({ left }) => left === 0)].map(row),
    keyboard: keyboardOn(visit),
  });
};

/** The threads to grade: where students read within sections or groups, and one is listed, those that it reads. */
export async function threadsIn(tool: Pages, visit: Visit, discussion: Discussion, { group }: Listing) {
  const [scope, groups] = await Promise.all([
    scopeIn(tool, visit, discussion),
    groupsFor(tool, visit, discussion),
  ]);
  const wanted = narrowed(scope, groups, group);
  const threads = isByPost(discussion)
    ? await threadsToGrade(tool.store, visit.actor, discussion, wanted)
    : [];
  return { scope, groups, threads };
}

/** Whether points are given beside the posts of this discussion. */
export const isByPost = ({ byPost, scoring, rubric }: Discussion): boolean =>
  byPost !== 'off' && scoring !== 'none' && rubric !== null;

export function leftOf(threads: readonly ThreadToGrade[], { t }: Language): string {
  const sum = (of: 'posts' | 'left') => threads.reduce((total, thread) => total + thread[of], 0);
  return t('byThread.left', { count: sum('left'), total: sum('posts') });
}

/** The thread before this one, and the next that has something left; after the last of these, the first. */
export function aroundThread(threads: readonly ThreadToGrade[], number: number) {
  const others = threads.filter((thread) => thread.number !== number && thread.left > 0);
  const next = others.find((thread) => thread.number > number) ?? others[0];
  const previous = threads.findLast((thread) => thread.number < number);
  return { previous: previous?.number ?? null, next: next?.number ?? null };
}
