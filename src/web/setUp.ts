import { randomUUID } from 'node:crypto';
import type { Discussion } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import { type Original, originalOf } from '../usecases/copyDiscussion.ts';
import {
  type Choices,
  changeDiscussion,
  type Knowing,
  setUpPlace,
  undoSettings,
} from '../usecases/setUpDiscussion.ts';
import { besideCopy, besideNew, datesAhead, dueInLms } from './copied.ts';
import { dryRunView } from './dryRun.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { type Form, requireSetUp, showForm, submitted } from './setUpForm.ts';
import { formOf, freshForm, type Typed } from './setUpTyped.ts';
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
  showForm(visit, response, { typed, ...form });
};

export const setUp: VisitHandler = async (tool, visit, request, response) => {
  requireSetUp(visit);
  const { form, original } = await placeToSetUp(tool.store, visit);
  await submitted(visit, request, response, form, async (choices, requestId) => {
    await setUpPlace(tool.store, visit, choices, requestId, visit.now);
    const waiting = original ? await tool.store.resourceLinks.copiesWaiting(visit.actor.courseId) : 0;
    response.redirect(303, `${visit.base}/discussion?done=${waiting ? `copied&count=${waiting}` : 'saved'}`);
    return null;
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
  showForm(visit, response, { ...(await formToChange(tool, visit, discussion)), typed: formOf(discussion) });
};

export const changeSettings: VisitHandler = async (tool, visit, request, response) => {
  requireSetUp(visit);
  const { store } = tool;
  const { actor, now, base } = visit;
  const discussion = await discussionOf(tool, visit);
  const form = await formToChange(tool, visit, discussion);
  const carryOut = async (choices: Choices, _requestId: string, knowing: Knowing) => {
    const dryRun = await changeDiscussion(store, actor, discussion.id, choices, knowing, now);
    if (!dryRun) response.redirect(303, `${base}/discussion?done=saved&was=${now.getTime()}`);
    return dryRun;
  };
  await submitted(visit, request, response, form, carryOut, (dryRun) =>
    dryRunView(tool, visit, discussion, dryRun),
  );
};

/** One step back: what the settings were before they were last changed. */
export const undoChange: VisitHandler = async ({ store }, visit, request, response) => {
  const { actor, base, session, now } = visit;
  const seen = new Date(Number((request.body as Record<string, unknown>)?.was) || 0);
  await undoSettings(store, actor, session.discussionId ?? '', seen, now);
  response.redirect(303, `${base}/discussion?done=settingsUndone`);
};

async function formToChange(tool: Pages, visit: Visit, discussion: Discussion): Promise<Form> {
  const { base, language, now } = visit;
  const { previous, zone, lmsDueAt } = discussion;
  const people = previous ? await peopleIn(tool, visit, discussion, [previous.by]) : null;
  return {
    action: `${base}/settings`,
    kind: 'settings',
    beside: dueInLms(lmsDueAt, zone, language, now),
    previous: previous && {
      action: `${base}/settings/undo`,
      was: previous.at.getTime(),
      text: language.t('setUp.previous', {
        name: personOf(people?.get(previous.by), language).name,
        at: language.date(previous.at, zone),
      }),
    },
  };
}

/** Prompt and rules as they were; dates as far as they are still ahead. */
function copyOf({ discussion }: Original, title: string | undefined, now: Date): Typed {
  const typed = formOf(datesAhead(discussion, now));
  return { ...typed, title: title || typed.title, requestId: randomUUID() };
}
