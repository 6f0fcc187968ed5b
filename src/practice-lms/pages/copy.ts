import type { RequestHandler } from 'express';
import { z } from 'zod';
import { activityView } from '../activities.ts';
import { copyCourse } from '../course-copy.ts';
import { activitiesOf, type Lms, mayOpen } from '../lms.ts';
import { sendPage, wantsJson } from '../web.ts';
import { editorIn } from './course.ts';
import { PageError } from './place.ts';
import { courseJson, courseUrl, personJson } from './views.ts';

const STUDENTS = 3;

/** `GET …/courses/:course/copy`: asks what the copy is to be called. */
export const copyPage =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = editorIn(lms, req);
    const json = { course: courseJson(lms, course), person: personJson(lms, person) };
    const homeUrl = courseUrl(lms, person, course);
    const page = { title: 'Copy this course', suggested: `${course.title} (copy)`, students: STUDENTS };
    sendPage(lms, res, 'copy', json, { ...json, ...page, homeUrl, action: `${homeUrl}/copy` });
  };

const wish = z.object({
  title: z.string().trim().min(1).optional(),
  /** How many students of the original to enrol. */
  students: z.coerce.number().int().min(0).default(STUDENTS),
});

/** `POST …/courses/:course/copy`, JSON or form: copies it, 201 with the new course and its activities. */
export const postCopy =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = editorIn(lms, req);
    const parsed = wish.safeParse(req.body ?? {});
    if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
    const { title = `${course.title} (copy)`, students } = parsed.data;
    const copy = copyCourse(lms, course, { title, students });
    if (wantsJson(req) || req.is('json')) {
      const activities = activitiesOf(lms, copy).map((one) => activityView(lms, one, person, copy));
      res.status(201).json({ course: courseJson(lms, copy), activities });
      return;
    }
    // A TA copies a course that only its teachers come along to.
    const next = mayOpen(lms, person, copy) ? copy : course;
    res.redirect(303, courseUrl(lms, person, next));
  };
