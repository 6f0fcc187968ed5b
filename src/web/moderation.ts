import type { Discussion } from '../store/discussions.ts';
import type { ModerationEntry } from '../store/moderationLog.ts';
import { lockDiscussion, unlockDiscussion } from '../usecases/lockThread.ts';
import { moderated } from '../usecases/moderate.ts';
import { addressOf } from './checklist.ts';
import { contentFor } from './content.ts';
import { noticeOf } from './notices.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { asking, deciding, type Reasoned } from './reasons.ts';
import { reported, reportedView } from './reported.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

const PAGE = 50;

/** What was decided in a discussion by those who moderate it, what of that holds, and how to take it back. */
export const moderationPage: VisitHandler = async (tool, visit, request, response) => {
  const { store } = tool;
  const { language, session, base } = visit;
  const discussion = await discussionOf(tool, visit);
  await moderated(store, visit.actor, discussion.id);
  const after = typeof request.query.after === 'string' ? request.query.after : undefined;
  const entries = await store.moderation.latest(discussion.id, PAGE, after);
  const waiting = await reported(tool, discussion);
  const ids = [
    ...entries.flatMap(({ byId, memberId }) => [byId, memberId ?? byId]),
    ...discussion.muted.map(({ memberId }) => memberId),
    ...waiting.flatMap(({ post, reports }) => [
      post.authorId,
      ...reports.map(({ reporterId }) => reporterId),
    ]),
  ];
  const name = await naming(tool, visit, discussion, ids);
  const content = await contentFor(
    tool,
    visit,
    discussion,
    waiting.map(({ post }) => post.html),
  );
  const notice = noticeOf(request.query.done);
  const last = entries.length === PAGE ? entries.at(-1) : undefined;
  show(response, 'moderation', {
    title: language.t('moderation.title'),
    discussion,
    base,
    csrf: session.csrfToken,
    notice: notice && language.t(notice),
    reported: waiting.map((one) => reportedView(one, { name, content }, discussion, visit)),
    locked: lockView(discussion, visit),
    muted: discussion.muted.map(({ memberId, at, reason }) => ({
      name: name(memberId),
      at: language.date(at, discussion.zone),
      reason,
      action: `${base}/mute/${memberId}/undo`,
    })),
    entries: entries.map((entry) => entryView(entry, name, discussion, visit)),
    older: last && `${base}/moderation?after=${last.id}`,
    isFirst: after === undefined,
  });
};

async function naming(tool: Pages, visit: Visit, discussion: Discussion, ids: string[]) {
  const people = await peopleIn(tool, visit, discussion, ids);
  return (id: string) => personOf(people.get(id), visit.language).name;
}

function lockView({ locked, zone }: Discussion, { language: { t, date } }: Visit) {
  return (
    locked && { since: t('moderation.lockedSince', { at: date(locked.at, zone) }), reason: locked.reason }
  );
}

function entryView(
  { at, byId, act, label, memberId, reason }: ModerationEntry,
  name: (id: string) => string,
  { zone }: Discussion,
  { language: { t, date }, base }: Visit,
) {
  return {
    at: date(at, zone),
    datetime: at.toISOString(),
    text: t(`moderation.log.${act}`, { by: name(byId), name: memberId && name(memberId), label }),
    href: label && base + addressOf(label),
    label,
    reason,
  };
}

const locking: Reasoned = {
  async question(tool, visit) {
    await moderated(tool.store, visit.actor, (await discussionOf(tool, visit)).id);
    return { sentences: 'moderation.lock', back: '/moderation' };
  },
  async carryOut(tool, visit, _request, reason) {
    const { id } = await discussionOf(tool, visit);
    await lockDiscussion(tool.store, visit.actor, { discussionId: id, reason }, visit.now);
    return '/moderation?done=lockedAll';
  },
};
export const [lockAllPage, lockAll] = [asking(locking), deciding(locking)];

export const unlockAll: VisitHandler = async (tool, visit, _request, response) => {
  const { id } = await discussionOf(tool, visit);
  await unlockDiscussion(tool.store, visit.actor, id, visit.now);
  response.redirect(303, `${visit.base}/moderation?done=unlockedAll`);
};
