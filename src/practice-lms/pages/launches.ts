import type { Request, RequestHandler } from 'express';
import { activityLogin, deepLinkLogin, navigationLogin } from '../launch/login.ts';
import { courseByKey, gradeOf, itemsOfLink, type Lms, mayGrade, personByKey } from '../lms.ts';
import { sendForm } from '../web.ts';
import { chosenTool, editorIn } from './course.ts';
import { activityIn, PageError, placeIn } from './place.ts';

/** `GET …/launch/:activity`: the login form of an activity. */
export const launchActivity =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const { person, course, activity } = activityIn(lms, req);
    const form = await activityLogin(lms, person, course, activity);
    if (!form) throw new PageError(404, 'The tool of this activity has been removed.');
    sendForm(res, form);
  };

/** `GET …/courses/:course/deep-link`: the login form of choosing content. */
export const launchDeepLink =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const { person, course } = editorIn(lms, req);
    const tool = chosenTool(lms, req.query.clientId);
    if (!tool.deepLinking) throw new PageError(404, `${tool.name} offers nothing to choose from.`);
    sendForm(res, await deepLinkLogin(lms, tool, person, course));
  };

/** `GET …/courses/:course/navigation`: the course menu's entry, where the platform has one. */
export const launchNavigation =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const { person, course } = placeIn(lms, req);
    if (!lms.preset.courseNavigation) throw new PageError(404, 'There is no tool in the course menu here.');
    sendForm(res, await navigationLogin(lms, chosenTool(lms, undefined), person, course));
  };

/** `GET …/launch/:activity/submissions/:student`: a student's work, opened from the gradebook. */
export const launchSubmission =
  (lms: Lms): RequestHandler =>
  async (req, res) => {
    const { person, course, activity } = activityIn(lms, req);
    if (!mayGrade(person, course)) throw new PageError(403, `${person.name} may not look at others’ work.`);
    const start = reviewStart(lms, req);
    const form = start && (await activityLogin(lms, person, course, activity, start));
    if (!form) throw new PageError(404, 'The tool gave no link to this work.');
    sendForm(res, form);
  };

function reviewStart(lms: Lms, req: Request) {
  const { activity } = activityIn(lms, req);
  const course = courseByKey(lms, activity.course);
  const student = personByKey(lms, req.params.student);
  const item = itemsOfLink(lms, activity.resourceLinkId)[0];
  if (!item || !student || !course?.key || !student.roles[course.key]) return undefined;
  const review = lms.preset.review(lms, item, gradeOf(lms, item.id, student.key));
  return review && { ...review, student: student.key };
}
