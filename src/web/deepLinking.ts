import { NotFound } from '../domain/errors.ts';
import { offerDiscussion } from '../usecases/offerDiscussion.ts';
import { allowFraming } from './security.ts';
import { freshForm, showForm, submitted } from './setUp.ts';
import { show } from './views.ts';
import type { VisitHandler } from './visit.ts';

/** The LMS asks a teacher what to add to the course (Deep Linking 2.0). */
export const choosePage: VisitHandler = async (_tool, visit, _request, response) => {
  if (!visit.session.deepLinking) throw new NotFound('deep linking request');
  showForm(visit, response, {
    typed: freshForm(),
    errors: {},
    action: `${visit.base}/choose`,
    kind: 'choose',
  });
};

/** Makes the discussion and hands the browser, signed, what the LMS needs to link to it. */
export const choose: VisitHandler = async (tool, visit, request, response) => {
  const form = { action: `${visit.base}/choose`, kind: 'choose' } as const;
  await submitted(visit, request, response, form, async (choices, requestId) => {
    const { returnUrl, jwt } = await offerDiscussion(tool, visit, choices, requestId, visit.now);
    allowFraming(response, visit.session.frameAncestors, [new URL(returnUrl).origin]);
    show(response, 'return-to-lms', { title: visit.language.t('return.title'), action: returnUrl, jwt });
  });
};
