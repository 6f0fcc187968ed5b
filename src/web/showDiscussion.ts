import { isGraded, mayGrade, mayModerate, maySetUp, mayWrite } from '../domain/actor.ts';
import { owes } from '../domain/letter.ts';
import type { Listing } from '../domain/listing.ts';
import { closingTo } from '../domain/moderation.ts';
import { countUnread } from '../domain/readMarks.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Scope } from '../store/posts.ts';
import { asked, type Measured, measureReader, owesReplies } from './asked.ts';
import { addressOf, answeredIn } from './checklist.ts';
import { closingView } from './closing.ts';
import { promptHtml } from './content.ts';
import { draftsAt, formAt } from './draftForm.ts';
import { groupChoice, groupsFor, narrowed } from './groups.ts';
import { keyboardOn } from './keyboard.ts';
import { listingIn } from './listing.ts';
import { listView } from './listView.ts';
import { following } from './live.ts';
import { ownLetters } from './ownLetters.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { skipsOf } from './skips.ts';
import { zoneName } from './times.ts';
import { undoOf, undoOfSettings } from './undo.ts';
import { unreadFor } from './unreadView.ts';
import { unsentIn } from './unsent.ts';
import { show } from './views.ts';
import { readerOf, scopeIn, type Visit } from './visit.ts';
import { minimumOf, wordCounter } from './wordCount.ts';
import type { PostForm } from './writing.ts';

interface DiscussionView {
  /** What was typed and what is wrong with it, where a post was refused. */
  form?: PostForm;
  listing?: Listing;
  notice?: string | null;
  /** The post that was deleted just now. */
  undo?: unknown;
  /** The change of settings that was made just now. */
  was?: unknown;
  count?: string;
  /** What was written to them and they put away just now. */
  away?: unknown;
  /** They have just written the post that opens the others'. */
  opened?: boolean;
  status?: number;
}

/** The prompt, the list of posts, a form to post with, and beside them what is asked of the reader. */
export async function showDiscussion(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  response: Parameters<typeof show>[0],
  view: DiscussionView,
): Promise<void> {
  const { listing = listingIn({}), notice = null, count, opened, status = 200 } = view;
  const { actor, language, base } = visit;
  const read = await readAround(tool, visit, discussion, { listing, form: view.form });
  const { scope, measured, course, unread, groups, members, drafts, list } = read;
  const closing = closingTo(readerOf(visit), discussion, null, visit.now);
  // Without a group there is nobody to write to; what was typed stays in sight.
  const writes =
    mayWrite(actor.role) && ((closing === null && scope.closed !== 'no-group') || view.form !== undefined);
  const own = asked(measured, discussion, members, visit, { page: 'discussion', writes });
  const [letters, live, undo, unsent] = await Promise.all([
    ownLetters(tool, visit, {
      ...{ at: 'discussion', away: view.away, request: response.req, discussions: [discussion] },
      missing: (_, about) =>
        measured !== null && owes(about, measured.participation, discussion, visit.member, visit.now),
    }),
    following(tool, visit, discussion, read.all, null),
    undoOf(tool, visit, scope, view.undo),
    unsentIn(tool, visit, drafts, { discussion, scope }),
  ]);
  const next = unread && !scope.closed && countUnread(unread) > 0 ? `${base}/unread` : null;
  response.status(status);
  show(response, 'discussion', {
    title: discussion.title,
    courseTitle: course?.title,
    list: leadsToList(visit) ? `${base}/discussions` : null,
    base,
    csrf: visit.session.csrfToken,
    discussion,
    prompt: promptHtml(discussion, visit),
    notice: notice && language.t(notice, { count: Number(count ?? 0) }),
    undo: undo ?? undoOfSettings(visit, discussion, view.was),
    zone: language.t('discussion.zone', { zone: zoneName(discussion.zone, language) }),
    ...list,
    live,
    opened: opened && language.t('opening.opened'),
    own,
    letters,
    keyboard: keyboardOn(visit),
    unsent,
    ...postForm(visit, discussion, { ...read, listing, refused: view.form }),
    sections: groups.length > 0 && mayGrade(actor.role) && language.t(`groups.title.${discussion.groups}`),
    hiddenOwn: hiddenOwnView(measured, visit),
    closing: closingView(closing, discussion, language),
    lockedToOthers: closing === null && discussion.locked !== null,
    mayWrite: writes,
    skips: skipsOf({ page: 'discussion', unread: next, write: writes, asked: own !== null }, language),
    moderation: mayModerate(actor.role) && moderationLink(read.reported, visit),
    mayGrade: mayGrade(actor.role),
    maySetUp: maySetUp(actor.role),
  });
}

type Read = Awaited<ReturnType<typeof readAround>>;

/** The list that was asked for, and whatever is told beside it. */
async function readAround(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  { listing, form: refused }: { listing: Listing; form?: PostForm },
) {
  const { actor } = visit;
  const { store } = tool;
  const [all, groups] = await Promise.all([
    scopeIn(tool, visit, discussion),
    groupsFor(tool, visit, discussion),
  ]);
  const scope = narrowed(all, groups, listing.group ?? '');
  const [measured, course, authorIds, unread, reported] = await Promise.all([
    measureReader(tool, visit, discussion, all),
    store.courses.byId(actor.courseId),
    store.posts.authorsIn(scope),
    unreadFor(tool, visit, scope),
    mayModerate(actor.role) ? store.reports.countWaiting(discussion.id) : 0,
  ]);
  const people = [...authorIds, ...answeredIn(measured?.participation)];
  const [members, drafts] = await Promise.all([
    peopleIn(tool, visit, discussion, people),
    draftsAt(tool, visit, discussion, ['post']),
  ]);
  const form = formAt(visit, discussion, drafts, { place: 'post', refused });
  const known = { scope, listing, members, authorIds, owes: owesReplies(measured), unread, groups };
  const list = scope.closed
    ? closedView(visit, scope.closed)
    : await listView(tool, visit, discussion, known);
  return { all, scope, groups, measured, course, unread, reported, members, drafts, form, list };
}

/** The form to post with; folded for whoever has posted all that is asked, and has nothing begun. */
function postForm(
  { actor, base, language }: Visit,
  discussion: Discussion,
  { form, measured, groups, listing, refused }: Read & { listing: Listing; refused?: PostForm },
) {
  const posts = measured?.participation.entries.filter(({ kind }) => kind === 'post') ?? [];
  const hasPosted = posts.some(({ met }) => met);
  const { saved, discarded, others } = form.draft ?? { saved: null, discarded: null, others: [] };
  const begun = Boolean(refused ?? saved ?? discarded) || others.length > 0;
  return {
    form: {
      ...form,
      heading: language.t('write.aPost'),
      label: language.t(hasPosted ? 'write.anotherPost' : 'write.yourPost'),
      action: `${base}/posts`,
      counter: wordCounter(language, minimumOf(measured, discussion, 'post')),
      withTitle: true,
      groups: mayWrite(actor.role) ? groupChoice(groups, listing.group ?? '', language) : null,
    },
    another: hasPosted && posts.every(({ met }) => met) && { open: begun, text: language.t('write.another') },
  };
}

/** Students have a page of all of them; the others came from it, where they did not come by an activity. */
const leadsToList = ({ session, actor, lookingAs }: Visit): boolean =>
  !lookingAs && (isGraded(actor.role) || session.resourceLinkId === null);

/** The way to what graders decide; it says how much waits to be looked at. */
function moderationLink(waiting: number, { base, language }: Visit) {
  return { href: `${base}/moderation`, text: language.t('moderation.link', { count: waiting }) };
}

/** What of the reader's own is hidden, so that they find it and see why. */
function hiddenOwnView(measured: Measured, { base, language }: Visit) {
  const hidden = measured?.participation.unused.filter(({ reason }) => reason === 'hidden') ?? [];
  if (hidden.length === 0) return null;
  const links = hidden.map(({ label }) => ({ label, href: base + addressOf(label) }));
  return { text: language.t('post.hiddenOwn', { count: hidden.length }), links };
}

/** Where pages lead that wait for the reader's own post, or for a group. */
export const waitingAt = (base: string, why: NonNullable<Scope['closed']>): string =>
  `${base}/discussion${why === 'own-first' ? '?done=waits' : ''}`;

/** In place of the list, as long as others' posts wait for the reader's own. */
function closedView({ lookingAs, language, language: { t } }: Visit, why: NonNullable<Scope['closed']>) {
  const who = lookingAs ? 'followed' : 'own';
  const facts = lookingAs ? personOf(lookingAs, language) : {};
  return { closed: { title: t(`opening.${why}.title`), what: t(`opening.${why}.${who}`, facts) } };
}
