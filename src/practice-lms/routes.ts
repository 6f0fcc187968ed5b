import express, { Router } from 'express';
import { elsewhere } from './faults/elsewhere.ts';
import { faulty } from './faults/faults.ts';
import { publicJwks } from './keys.ts';
import { authorize } from './launch/authorize.ts';
import type { Lms } from './lms.ts';
import { listTools, postTool, rotateKey } from './pages/admin.ts';
import { copyPage, postCopy } from './pages/copy.ts';
import { addPage, courseHome, postActivity } from './pages/course.ts';
import { clearFaults, faultsPage, postFault, removeFault } from './pages/faults.ts';
import { gradebook, postGrade } from './pages/gradebook.ts';
import { launchReturn, personHome, presetHome } from './pages/home.ts';
import { clearJournal, journal } from './pages/journal.ts';
import { launchActivity, launchDeepLink, launchNavigation, launchSubmission } from './pages/launches.ts';
import { postRegistration, registrationForm, registrationPage } from './pages/registrations.ts';
import { clearSent, sent } from './pages/sent.ts';
import {
  postActivityChanges,
  postColumn,
  postCourse,
  postMerge,
  postPerson,
  settingsPage,
} from './pages/settings.ts';
import { postStorage, storageFrame, storagePage } from './pages/storage.ts';
import { postToolChanges, removeTool, toolPage } from './pages/tool.ts';
import { openidConfiguration } from './registration/configuration.ts';
import { register } from './registration/register.ts';
import { deepLinkingResponse } from './services/deep-linking-response.ts';
import { listGroupMembers } from './services/group-members.ts';
import {
  createLineItem,
  deleteLineItem,
  getLineItem,
  listLineItems,
  putLineItem,
} from './services/line-items.ts';
import { listMembers } from './services/members.ts';
import { getResult, listResults, postScore } from './services/scores.ts';
import { token } from './services/token.ts';

/** Every URL of one preset, below its prefix. */
export function routes(lms: Lms): Router {
  const router = Router();
  router.use(ltiRoutes(lms));
  router.get('/', presetHome(lms));
  router.get('/as/:person', personHome(lms));
  router.get('/as/:person/courses/:course', courseHome(lms));
  router.get('/as/:person/courses/:course/gradebook', gradebook(lms));
  router.get('/as/:person/launch/:activity', launchActivity(lms));
  router.get('/as/:person/courses/:course/navigation', launchNavigation(lms));
  // Graders and teachers.
  router.get('/as/:person/launch/:activity/submissions/:student', launchSubmission(lms));
  router.post('/as/:person/courses/:course/gradebook', ...bodies, postGrade(lms));
  router.get('/as/:person/courses/:course/add', addPage(lms));
  router.get('/as/:person/courses/:course/deep-link', launchDeepLink(lms));
  router.post('/as/:person/courses/:course/activities', ...bodies, postActivity(lms));
  router.get('/as/:person/courses/:course/copy', copyPage(lms));
  router.post('/as/:person/courses/:course/copy', ...bodies, postCopy(lms));
  router.get('/as/:person/courses/:course/settings', settingsPage(lms));
  router.post('/as/:person/courses/:course/settings', ...bodies, postCourse(lms));
  router.post('/as/:person/courses/:course/columns/:column', ...bodies, postColumn(lms));
  router.post('/as/:person/courses/:course/activities/:activity', ...bodies, postActivityChanges(lms));
  router.post('/as/:person/courses/:course/people', ...bodies, postPerson(lms));
  router.post('/as/:person/courses/:course/people/merge', ...bodies, postMerge(lms));
  // Whoever runs the practice LMS.
  router.get('/sent', sent(lms));
  router.delete('/sent', clearSent(lms));
  router.get('/journal', journal(lms));
  router.delete('/journal', clearJournal(lms));
  router.get('/admin/faults', faultsPage(lms));
  router.post('/admin/faults', ...bodies, postFault(lms));
  router.delete('/admin/faults', clearFaults(lms));
  router.post('/admin/faults/clear', clearFaults(lms));
  router.delete('/admin/faults/:id', removeFault(lms));
  router.post('/admin/faults/:id/remove', removeFault(lms));
  router.get('/admin/tools', listTools(lms));
  router.post('/admin/tools', ...bodies, postTool(lms));
  router.get('/admin/tools/:clientId', toolPage(lms));
  router.post('/admin/tools/:clientId', ...bodies, postToolChanges(lms));
  router.delete('/admin/tools/:clientId', removeTool(lms));
  router.post('/admin/tools/:clientId/remove', removeTool(lms));
  router.get('/admin/registrations', registrationForm(lms));
  router.post('/admin/registrations', ...bodies, postRegistration(lms));
  router.get('/admin/registrations/:id', registrationPage(lms));
  router.get('/admin/storage', storagePage(lms));
  router.post('/admin/storage', ...bodies, postStorage(lms));
  router.post('/admin/keys', rotateKey(lms));
  return router;
}

const form = express.urlencoded({ extended: false, limit: '1mb' });
const bodies = [express.json({ limit: '1mb' }), form];

/** What the tool talks to, shaped as the real platform's addresses. */
function ltiRoutes(lms: Lms): Router {
  const { paths } = lms.preset;
  const router = Router();
  router.get(paths.jwks, faulty(lms, 'jwks'), (_req, res) => void res.json(publicJwks(lms.site.keys)));
  router.all('/elsewhere', elsewhere(lms));
  router.get(paths.launchReturn, launchReturn(lms));
  const { storageFrame: frame } = lms.preset.postMessages ?? {};
  if (frame) router.get(`/${frame}`, storageFrame(lms));
  router.get(paths.openidConfiguration, openidConfiguration(lms));
  router.post(paths.registration, register(lms));
  router.route(paths.auth).get(authorize(lms)).post(form, authorize(lms));
  router.post(paths.token, form, token(lms));
  router.post(paths.deepLinkReturn, form, deepLinkingResponse(lms));
  router.route(paths.lineItems).get(listLineItems(lms)).post(createLineItem(lms));
  router.post(paths.scores, postScore(lms));
  router.get(paths.results, listResults(lms));
  router.get(paths.result, getResult(lms));
  router.route(paths.lineItem).get(getLineItem(lms)).put(putLineItem(lms)).delete(deleteLineItem(lms));
  router.get(paths.members, listMembers(lms));
  if (paths.groupMembers) router.get(paths.groupMembers, listGroupMembers(lms, paths.groupMembers));
  return router;
}
