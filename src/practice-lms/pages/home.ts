import type { RequestHandler } from 'express';
import { type Lms, lmsUrl, mayOpen } from '../lms.ts';
import { sendPage, wantsJson } from '../web.ts';
import { personIn } from './place.ts';
import { courseJson, courseUrl, personJson, roleWord, toolJson, urls } from './views.ts';

/** `GET /`: the two presets. */
export const siteHome =
  (all: Lms[]): RequestHandler =>
  (req, res) => {
    const presets = all.map((lms) => ({ label: lms.preset.label, url: lmsUrl(lms, ''), ...urls(lms) }));
    if (wantsJson(req)) res.json({ presets });
    else res.render('home', { presets });
  };

/** `GET /:preset`: what a tool needs to register, and who can be who. */
export const presetHome =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    const json = {
      ...urls(lms),
      label: lms.preset.label,
      deepLinkReturnUrl: lmsUrl(lms, lms.preset.paths.deepLinkReturn.replace(':course', '{course}')),
      tools: lms.state.tools.map((tool) => toolJson(lms, tool)),
      courses: lms.courses.map((course) => courseJson(lms, course)),
      people: lms.people.map((person) => personJson(lms, person)),
    };
    const courses = lms.courses.map((course) => ({
      title: course.title,
      people: lms.people
        .filter((person) => mayOpen(lms, person, course))
        .map((person) => ({
          name: person.name,
          role: roleWord(lms, person, course),
          url: courseUrl(lms, person, course),
        })),
    }));
    sendPage(lms, res, 'preset', json, { ...json, courses });
  };

/** `GET /:preset/as/:person`: that person's courses. */
export const personHome =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const person = personIn(lms, req);
    const courses = lms.courses
      .filter((course) => mayOpen(lms, person, course))
      .map((course) => ({
        ...courseJson(lms, course),
        role: roleWord(lms, person, course),
        url: courseUrl(lms, person, course),
      }));
    sendPage(lms, res, 'person', { person: personJson(lms, person), courses });
  };

/** Where `launch_presentation.return_url` leads: shows what the tool had to say [Core 1.3 §5.4]. */
export const launchReturn =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { lti_msg: message = null, lti_errormsg: error = null } = req.query;
    sendPage(lms, res, 'returned', { message, error });
  };
