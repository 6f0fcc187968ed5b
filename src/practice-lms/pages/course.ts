import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { activityView, addActivity } from '../activities.ts';
import { activitiesOf, type Lms, lmsUrl, mayEdit, toolByClientId } from '../lms.ts';
import type { Course, Person, Tool } from '../model.ts';
import { sendPage } from '../web.ts';
import { PageError, placeIn } from './place.ts';
import { courseJson, courseUrl, personJson, readable, roleWord, switchTo } from './views.ts';

/** `GET …/courses/:course[?activity=ID]`: the course home, the chosen activity in an iframe. */
export const courseHome =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = placeIn(lms, req);
    const activities = activitiesOf(lms, course).map((one) => activityView(lms, one, person, course));
    const navigation = navigationUrl(lms, person, course);
    const chosenId = req.query.activity;
    const json = {
      course: courseJson(lms, course),
      person: personJson(lms, person),
      activities,
      navigation: navigation && { launchUrl: navigation },
    };
    const chosen =
      chosenId === 'navigation' && navigation
        ? { id: 'navigation', title: 'Rejoinder', launchUrl: navigation }
        : activities.find((activity) => activity.id === chosenId);
    if (typeof chosenId === 'string' && !chosen)
      throw new PageError(404, `There is no activity ${chosenId}.`);
    sendPage(lms, res, 'course', json, { ...json, ...pageOf(lms, person, course, chosen?.id), chosen });
  };

function pageOf(lms: Lms, person: Person, course: Course, chosenId?: string) {
  const here = courseUrl(lms, person, course);
  const list = activitiesOf(lms, course).map((one) => ({
    ...activityView(lms, one, person, course),
    due: readable(one.dueAt),
    pageUrl: `${here}?activity=${one.id}`,
    isCurrent: one.id === chosenId,
  }));
  return {
    list,
    title: course.title,
    role: roleWord(lms, person, course),
    homeUrl: here,
    gradebookUrl: `${here}/gradebook`,
    addUrl: mayEdit(lms, person, course) ? `${here}/add` : undefined,
    navigationPage: lms.preset.courseNavigation ? `${here}?activity=navigation` : undefined,
    frameAllow: lms.preset.frameAllow,
    people: switchTo(lms, course, person, chosenId ? `?activity=${chosenId}` : ''),
  };
}

const navigationUrl = (lms: Lms, person: Person, course: Course): string | undefined =>
  lms.preset.courseNavigation
    ? lmsUrl(lms, '/as/:person/courses/:course/navigation', { person: person.key, course: course.key })
    : undefined;

/** `GET …/add`: the tool's own choosing page, in an iframe. */
export const addPage =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = editorIn(lms, req);
    const tool = chosenTool(lms, req.query.clientId);
    const here = courseUrl(lms, person, course);
    const query = req.query.clientId === undefined ? '' : `?clientId=${tool.clientId}`;
    const launchUrl = `${here}/deep-link${query}`;
    const json = { course: courseJson(lms, course), person: personJson(lms, person), launchUrl };
    const others = lms.state.tools.filter((one) => one.deepLinking && one !== tool);
    sendPage(lms, res, 'add', json, {
      ...json,
      title: 'Add an activity',
      tool: tool.name,
      others: others.map((one) => ({ name: one.name, url: `${here}/add?clientId=${one.clientId}` })),
      homeUrl: here,
      frameAllow: lms.preset.frameAllow,
    });
  };

const newActivity = z.object({
  title: z.string().trim().min(1),
  maximum: z.number().positive().optional(),
  custom: z.record(z.string(), z.string()).optional(),
  url: z.url().optional(),
  text: z.string().optional(),
  resourceId: z.string().optional(),
  tag: z.string().optional(),
  resourceLinkId: z.string().optional(),
  dueAt: z.string().optional(),
  allowedAttempts: z.number().int().positive().optional(),
  clientId: z.string().optional(),
});

/** `POST …/activities`, JSON: adds an activity by hand and answers it, 201. */
export const postActivity =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = editorIn(lms, req);
    const parsed = newActivity.safeParse(req.body);
    if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
    const { clientId } = chosenTool(lms, parsed.data.clientId);
    const activity = addActivity(lms, course, { ...parsed.data, clientId });
    res.status(201).json(activityView(lms, activity, person, course));
  };

/** The person and the course, if they may change it. */
export function editorIn(lms: Lms, req: Request): { person: Person; course: Course } {
  const place = placeIn(lms, req);
  if (!mayEdit(lms, place.person, place.course)) {
    throw new PageError(403, `${place.person.name} may not add activities to ${place.course.label}.`);
  }
  return place;
}

/** The tool asked for; the preconfigured one when none is. */
export function chosenTool(lms: Lms, clientId: unknown): Tool {
  const tool = clientId === undefined ? lms.state.tools[0] : toolByClientId(lms, clientId);
  if (!tool) throw new PageError(404, `No tool has the client id ${String(clientId)}.`);
  return tool;
}
