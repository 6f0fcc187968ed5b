import type { Request, RequestHandler } from 'express';
import { activityLogin, deepLinkLogin, navigationLogin, type Where } from '../launch/login.ts';
import { maySeeWork, reviewOf } from '../launch/review.ts';
import { type Lms, personByKey } from '../lms.ts';
import type { Course, Person } from '../model.ts';
import { storageMode } from '../platform-storage.ts';
import { sendForm } from '../web.ts';
import { chosenTool, editorIn } from './course.ts';
import { localeIn } from './frame.ts';
import { activityIn, PageError, placeIn } from './place.ts';

const NO_TOOL = 'The tool of this activity has been removed, or waits for its activation.';

/** `GET …/launch/:activity[?storage=MODE]`: the login form of an activity. */
export const launchActivity =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const { activity, ...place } = activityIn(lms, req);
    const form = await activityLogin(lms, where(lms, req, place), activity);
    if (!form) throw new PageError(404, NO_TOOL);
    sendForm(res, form);
  };

const where = (lms: Lms, req: Request, place: { person: Person; course: Course }): Where => ({
  ...place,
  storage: storageMode(lms, req.query.storage),
  locale: localeIn(req),
});

/** `GET …/courses/:course/deep-link`: the login form of choosing content. */
export const launchDeepLink =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const place = editorIn(lms, req);
    const tool = chosenTool(lms, req.query.clientId);
    if (!tool.deepLinking) throw new PageError(404, `${tool.name} offers nothing to choose from.`);
    sendForm(res, await deepLinkLogin(lms, tool, where(lms, req, place)));
  };

/** `GET …/courses/:course/navigation`: an entry of the course menu, where the platform has them. */
export const launchNavigation =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const place = placeIn(lms, req);
    if (!lms.preset.courseNavigation) throw new PageError(404, 'There is no tool in the course menu here.');
    const tool = chosenTool(lms, req.query.clientId);
    sendForm(res, await navigationLogin(lms, tool, where(lms, req, place)));
  };

/** `GET …/launch/:activity/submissions/:student`: a student's work, opened from the gradebook. */
export const launchSubmission =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const { activity, ...place } = activityIn(lms, req);
    const student = personByKey(lms, req.params.student);
    if (student && !maySeeWork(lms, place.person, place.course, student)) {
      throw new PageError(403, `${place.person.name} may not look at this work.`);
    }
    const review = student && reviewOf(lms, activity, place.course, student);
    const start = review && { ...review, student: student?.key };
    const form = start && (await activityLogin(lms, where(lms, req, place), activity, start));
    if (!form) throw new PageError(404, 'The tool gave no link to this work.');
    sendForm(res, form);
  };
