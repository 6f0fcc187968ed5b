import { randomUUID } from 'node:crypto';
import type { Store } from '../store/index.ts';
import { type Original, originalOf } from '../usecases/copyDiscussion.ts';
import { changeDiscussion, setUpPlace } from '../usecases/setUpDiscussion.ts';
import { besideCopy, besideNew, datesAhead } from './copied.ts';
import { type Form, formOf, freshForm, requireSetUp, showForm, submitted, type Typed } from './setUpForm.ts';
import { discussionOf, openedMeanwhile, type Visit, type VisitHandler } from './visit.ts';

/** A place in the course that has no discussion yet. One that was copied has everything filled in but past dates. */
export const setUpPage: VisitHandler = async ({ store }, visit, _request, response) => {
  requireSetUp(visit);
  const { session, base } = visit;
  if (session.discussionId ?? (await openedMeanwhile(store, session))) {
    return response.redirect(303, `${base}/discussion`);
  }
  const { form, link, original } = await placeToSetUp(store, visit);
  const typed = original ? copyOf(original, link?.title, visit.now) : freshForm(link?.title);
  showForm(visit, response, { typed, errors: {}, ...form });
};

export const setUp: VisitHandler = async (tool, visit, request, response) => {
  requireSetUp(visit);
  const { form, original } = await placeToSetUp(tool.store, visit);
  await submitted(visit, request, response, form, async (choices, requestId) => {
    await setUpPlace(tool.store, visit, choices, requestId, visit.now);
    const waiting = original ? await tool.store.resourceLinks.copiesWaiting(visit.actor.courseId) : 0;
    response.redirect(303, `${visit.base}/discussion?done=${waiting ? `copied&count=${waiting}` : 'saved'}`);
  });
};

async function placeToSetUp(store: Store, visit: Visit) {
  const { session, base, language, now } = visit;
  const [link, original] = await Promise.all([
    session.resourceLinkId ? store.resourceLinks.find(session.resourceLinkId) : null,
    originalOf(store, session),
  ]);
  const form: Form = {
    action: `${base}/set-up`,
    kind: original ? 'copy' : 'new',
    beside: original
      ? besideCopy(original, link?.lmsDueAt ?? null, language, now)
      : besideNew(link?.lmsDueAt ?? null, language, now),
  };
  return { form, link, original };
}

export const settingsPage: VisitHandler = async (tool, visit, _request, response) => {
  requireSetUp(visit);
  const discussion = await discussionOf(tool, visit);
  const typed = formOf(discussion);
  showForm(visit, response, { typed, errors: {}, action: `${visit.base}/settings`, kind: 'settings' });
};

export const changeSettings: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const action = `${visit.base}/settings`;
  await submitted(
    visit,
    request,
    response,
    { action, kind: 'settings' },
    async (choices, _requestId, confirmed) => {
      await changeDiscussion(tool.store, visit.actor, discussion.id, choices, confirmed);
      response.redirect(303, `${visit.base}/discussion?done=saved`);
    },
  );
};

/** Prompt and rules as they were; dates as far as they are still ahead. */
function copyOf({ discussion }: Original, title: string | undefined, now: Date): Typed {
  const typed = formOf(datesAhead(discussion, now));
  return { ...typed, title: title || typed.title, requestId: randomUUID() };
}
