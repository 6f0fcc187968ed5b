import { mayGrade, maySetUp, mayWrite } from '../domain/actor.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import type { PostSummary } from '../store/postLists.ts';
import { asked, measureReader } from './asked.ts';
import { answeredIn } from './checklist.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { personOf } from './people.ts';
import { showWithoutPosts } from './promptOnly.ts';
import { show } from './views.ts';
import { discussionOf, openedMeanwhile, type Visit, type VisitHandler } from './visit.ts';
import { emptyForm, type PostForm } from './writing.ts';

/** Where a launch lands: the discussion, the choice of one, or, before there is one, what each may do about it. */
export const home: VisitHandler = async (tool, { session, base, actor, language }, _request, response) => {
  if (session.deepLinking) return response.redirect(303, `${base}/choose`);
  if (session.discussionId ?? (await openedMeanwhile(tool.store, session)))
    return response.redirect(303, `${base}/discussion`);
  // Neither an activity nor a choice: a course menu.
  if (!session.resourceLinkId) return response.redirect(303, `${base}/discussions`);
  if (maySetUp(actor.role)) return response.redirect(303, `${base}/set-up`);
  show(response, 'not-ready', { title: language.t('notReady.title'), again: base });
};

export const discussionPage: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  if (!visit.reader) return showWithoutPosts(tool, visit, discussion, response);
  await showDiscussion(tool, visit, discussion, response, emptyForm(), {
    notice: noticeOf(request.query.done),
    count: /^\d{1,3}$/.exec(String(request.query.count))?.[0],
  });
};

/** @param form what was typed and what is wrong with it, where a post was refused */
export async function showDiscussion(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  response: Parameters<typeof show>[0],
  form: PostForm,
  { notice = null, count, status = 200 }: { notice?: string | null; count?: string; status?: number } = {},
): Promise<void> {
  const { store } = tool;
  const { actor, language, base } = visit;
  const [posts, reader, course] = await Promise.all([
    store.posts.topLevel(discussion.id),
    measureReader(tool, visit, discussion),
    store.courses.byId(actor.courseId),
  ]);
  const shown = posts.filter((post) => stands(post) || post.replyCount > 0);
  const people = [...shown.map(({ authorId }) => authorId), ...answeredIn(reader?.participation)];
  const members = await store.members.byIds(actor.courseId, people);
  const own = asked(reader, discussion, members, visit);
  response.status(status);
  show(response, 'discussion', {
    title: discussion.title,
    courseTitle: course?.title,
    // Opened from the course's list, and not as an activity.
    list: visit.session.resourceLinkId === null ? `${base}/discussions` : null,
    base,
    csrf: visit.session.csrfToken,
    discussion,
    notice: notice && language.t(notice, { count: Number(count ?? 0) }),
    zone: language.t('discussion.zone', { zone: discussion.zone }),
    count: language.t('discussion.posts', { count: shown.filter(stands).length }),
    empty: language.t(mayWrite(actor.role) ? 'discussion.empty' : 'roles.empty'),
    posts: shown.map((post) => listed(post, members, discussion, base, language)),
    own,
    form: {
      ...form,
      label: language.t(own?.posted ? 'write.anotherPost' : 'write.yourPost'),
      action: `${base}/posts`,
      withTitle: true,
    },
    mayWrite: mayWrite(actor.role),
    mayGrade: mayGrade(actor.role),
    maySetUp: maySetUp(actor.role),
  });
}

const stands = ({ deletedAt, hiddenAt }: PostSummary) => deletedAt === null && hiddenAt === null;

const EXCERPT = 280;

function listed(
  post: PostSummary,
  members: Map<string, Member>,
  { zone }: Discussion,
  base: string,
  language: Language,
) {
  const { t, date } = language;
  const gone = !stands(post);
  const person = personOf(members.get(post.authorId), language);
  return {
    number: post.number,
    href: `${base}/posts/${post.number}`,
    ...person,
    teacher: mayGrade(post.authorRole),
    title: gone ? '' : post.title,
    excerpt: gone ? t('post.deleted') : excerptOf(post.beginning),
    gone,
    at: date(post.createdAt, zone),
    datetime: post.createdAt.toISOString(),
    replies: t('thread.replies', { count: post.replyCount }),
    unanswered: post.replyCount === 0,
    lastReply: post.lastReplyAt ? t('thread.lastReply', { at: date(post.lastReplyAt, zone) }) : null,
  };
}

export function excerptOf(plain: string): string {
  const line = plain.replace(/\s+/g, ' ');
  if (line.length <= EXCERPT) return line;
  const cut = line.slice(0, EXCERPT);
  const atWord = cut.lastIndexOf(' ');
  // Where there are no spaces, at least no character is cut in two.
  return `${atWord > EXCERPT / 2 ? cut.slice(0, atWord) : cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

const NOTICES: Record<string, string> = {
  posted: 'notice.posted',
  edited: 'notice.edited',
  deleted: 'notice.deleted',
  saved: 'notice.saved',
  copied: 'copied.saved',
};

/** What was just done, told once after the redirect. */
export function noticeOf(done: unknown): string | null {
  return typeof done === 'string' && Object.hasOwn(NOTICES, done) ? (NOTICES[done] ?? null) : null;
}
