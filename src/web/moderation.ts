import type { Discussion } from '../store/discussions.ts';
import type { ModerationEntry } from '../store/moderationLog.ts';
import { lockDiscussion, unlockDiscussion } from '../usecases/lockThread.ts';
import { moderated } from '../usecases/moderate.ts';
import { addressOf } from './checklist.ts';
import { noticeOf } from './notices.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { ask, decide, type Question } from './reasons.ts';
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
  const ids = [...entries.flatMap(({ byId, memberId }) => [byId, memberId ?? byId]), ...mutedIn(discussion)];
  const name = await naming(tool, visit, discussion, ids);
  const notice = noticeOf(request.query.done);
  const last = entries.length === PAGE ? entries.at(-1) : undefined;
  show(response, 'moderation', {
    title: language.t('moderation.title'),
    discussion,
    base,
    csrf: session.csrfToken,
    notice: notice && language.t(notice),
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

const mutedIn = ({ muted }: Discussion) => muted.map(({ memberId }) => memberId);

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

const aboutDiscussion: Question = { kind: 'lock', back: '/moderation' };

export const lockAllPage: VisitHandler = async (tool, visit, _request, response) => {
  await moderated(tool.store, visit.actor, (await discussionOf(tool, visit)).id);
  ask(visit, response, aboutDiscussion);
};

export const lockAll: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  await decide(
    visit,
    request,
    response,
    async () => aboutDiscussion,
    async (reason) => {
      await lockDiscussion(tool.store, visit.actor, { discussionId: id, reason }, visit.now);
      return '/moderation?done=lockedAll';
    },
  );
};

export const unlockAll: VisitHandler = async (tool, visit, _request, response) => {
  const { id } = await discussionOf(tool, visit);
  await unlockDiscussion(tool.store, visit.actor, id, visit.now);
  response.redirect(303, `${visit.base}/moderation?done=unlockedAll`);
};
