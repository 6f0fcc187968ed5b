import type { Response } from 'express';
import { maySetUp } from '../domain/actor.ts';
import { listDiscussions } from '../usecases/listDiscussions.ts';
import {
  type Answer,
  offerExisting,
  offeredAlready,
  offerNew,
  offerNothing,
} from '../usecases/offerDiscussion.ts';
import { type Preview, previewOffer, requireAsked } from '../usecases/previewOffer.ts';
import { promptHtml } from './content.ts';
import type { Pages } from './pages.ts';
import { allowFraming } from './security.ts';
import { type Form, showForm, submitted } from './setUpForm.ts';
import { formOf, freshForm } from './setUpTyped.ts';
import { asksOf, summaryOf } from './summary.ts';
import { zoneName } from './times.ts';
import { show } from './views.ts';
import type { Visit, VisitHandler } from './visit.ts';

/** The LMS asks a teacher what to add to the course (Deep Linking 2.0): a new discussion, or one that is there. */
export const choosePage: VisitHandler = async (tool, visit, _request, response) => {
  if (visit.session.deepLinking && !maySetUp(visit.actor.role)) return showMayNotChoose(visit, response);
  const form = await formToChoose(tool, visit);
  // Whoever comes back finds what they sent.
  const before = await offeredAlready(tool, visit.session);
  showForm(visit, response, { typed: before ? formOf(before) : freshForm(), ...form });
};

/** Some LMSs let people add activities whom they call no teacher of the course, such as their own administrators. */
function showMayNotChoose({ language, session, base }: Visit, response: Response): void {
  response.status(403);
  show(response, 'may-not-choose', {
    title: language.t('choose.mayNot.title'),
    what: language.t(`choose.mayNot.${session.administrator ? 'administrator' : 'other'}`),
    csrf: session.csrfToken,
    action: `${base}/choose/nothing`,
  });
}

/** Makes the discussion and hands the browser, signed, what the LMS needs to link to it. */
export const choose: VisitHandler = async (tool, visit, request, response) => {
  const form = await formToChoose(tool, visit);
  await submitted(visit, request, response, form, async (choices) => {
    answer(visit, response, await offerNew(tool, visit, choices, reviewLabel(visit)), 'return.title');
    return null;
  });
};

/** The way back without having chosen. */
export const chooseNothing: VisitHandler = async (tool, visit, _request, response) => {
  answer(visit, response, await offerNothing(tool, visit), 'return.nothing');
};

/** One of the course's discussions as students see it, before it is added. */
export const previewPage: VisitHandler = async (tool, visit, request, response) => {
  const preview = await previewOffer(tool, visit, String(request.params.discussion));
  const { discussion } = preview;
  const { language, session, base } = visit;
  show(response, 'preview', {
    title: language.t('choose.preview', discussion),
    csrf: session.csrfToken,
    discussion,
    prompt: promptHtml(discussion, visit),
    action: `${base}/choose/${discussion.id}`,
    back: `${base}/choose`,
    ...summaryOf(preview, language),
    asks: asksOf(discussion, visit),
    grades: language.t(`choose.grades.${preview.column}`, factsOf(preview)),
    zone: language.t('discussion.zone', { zone: zoneName(discussion.zone, language) }),
  });
};

export const chooseExisting: VisitHandler = async (tool, visit, request, response) => {
  const id = String(request.params.discussion);
  answer(visit, response, await offerExisting(tool, visit, id, reviewLabel(visit)), 'return.title');
};

async function formToChoose({ store }: Pages, visit: Visit): Promise<Form> {
  const { base, actor, language } = visit;
  requireAsked(visit);
  const listed = await listDiscussions(store, actor);
  const others = listed.map((one) => ({
    ...summaryOf(one, language),
    href: `${base}/choose/${one.discussion.id}`,
  }));
  return { action: `${base}/choose`, kind: 'choose', others: others.reverse() };
}

/** The browser posts it to the LMS by itself. */
function answer({ session, language }: Visit, response: Response, { returnUrl, jwt }: Answer, title: string) {
  allowFraming(response, session.frameAncestors, [new URL(returnUrl).origin]);
  show(response, 'return-to-lms', { title: language.t(title), action: returnUrl, jwt });
}

const factsOf = ({ discussion, graded }: Preview) => ({
  maximum: discussion.maximum,
  place: graded?.title || discussion.title,
});

const reviewLabel = ({ language }: Visit) => language.t('choose.review');
