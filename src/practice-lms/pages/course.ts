import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { activityView, addActivity } from '../activities.ts';
import { navigationMessage } from '../launch/login.ts';
import { activeTools, activitiesOf, type Lms, mayEdit } from '../lms.ts';
import type { Course, Person, Tool } from '../model.ts';
import { sendPage } from '../web.ts';
import { frameOf } from './frame.ts';
import { PageError, placeIn } from './place.ts';
import { courseJson, courseUrl, personJson, readable, roleWord, switchTo } from './views.ts';

/** `GET …/courses/:course[?activity=ID]`: the course home, the chosen activity in an iframe. */
export const courseHome =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const { person, course } = placeIn(lms, req);
    const activities = activitiesOf(lms, course).map((one) => activityView(lms, one, person, course));
    const navigations = navigationsOf(lms, person, course);
    const [first] = navigations;
    const json = {
      course: courseJson(lms, course),
      person: personJson(lms, person),
      activities,
      navigation: first && { launchUrl: first.launchUrl },
      navigations: navigations.map(({ id: _id, pageUrl: _pageUrl, ...one }) => one),
    };
    const chosenId = typeof req.query.activity === 'string' ? req.query.activity : undefined;
    const chosen = [...activities, ...navigations].find((one) => one.id === chosenId);
    if (chosenId !== undefined && !chosen) throw new PageError(404, `There is no activity ${chosenId}.`);
    sendPage(lms, res, 'course', json, {
      ...json,
      ...pageOf(lms, person, course, chosenId),
      navigations,
      chosen: chosen && { ...chosen, ...frameOf(lms, req, chosen.launchUrl) },
    });
  };

/** The tools in the course menu; the first is plainly `navigation`. */
function navigationsOf(lms: Lms, person: Person, course: Course) {
  const here = courseUrl(lms, person, course);
  const tools = lms.preset.courseNavigation ? activeTools(lms).filter(navigationMessage) : [];
  return tools.map(({ clientId, name }, i) => {
    const id = i === 0 ? 'navigation' : `navigation-${clientId}`;
    const launchUrl = `${here}/navigation${i === 0 ? '' : `?clientId=${clientId}`}`;
    return { id, clientId, title: name, launchUrl, pageUrl: `${here}?activity=${id}` };
  });
}

function pageOf(lms: Lms, person: Person, course: Course, chosenId?: string) {
  const here = courseUrl(lms, person, course);
  const isEditor = mayEdit(lms, person, course);
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
    addUrl: isEditor ? `${here}/add` : undefined,
    copyUrl: isEditor ? `${here}/copy` : undefined,
    settingsUrl: `${here}/settings`,
    people: switchTo(lms, course, person, chosenId ? `?activity=${chosenId}` : ''),
  };
}

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
    const others = activeTools(lms).filter((one) => one.deepLinking && one !== tool);
    sendPage(lms, res, 'add', json, {
      ...json,
      title: 'Add an activity',
      tool: tool.name,
      others: others.map((one) => ({ name: one.name, url: `${here}/add?clientId=${one.clientId}` })),
      homeUrl: here,
      chosen: { title: `Choose in ${tool.name}`, ...frameOf(lms, req, launchUrl) },
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
    throw new PageError(403, `${place.person.name} may not change ${place.course.label}.`);
  }
  return place;
}

/** The tool asked for, if it is let in; the first one when none is asked for. */
export function chosenTool(lms: Lms, clientId: unknown): Tool {
  const tools = activeTools(lms);
  const tool = clientId === undefined ? tools[0] : tools.find((one) => one.clientId === clientId);
  if (!tool) throw new PageError(404, `No active tool has the client id ${String(clientId)}.`);
  return tool;
}
