import express, { type Router } from 'express';
import { choose, choosePage } from './deepLinking.ts';
import { discussionPage, home } from './discussions.ts';
import { grade, gradeOnePage, resend } from './gradeOne.ts';
import { gradingPage, readRosterNow, releaseAll } from './grading.ts';
import { healthz, readyz } from './health.ts';
import { keys, launch, login } from './launch.ts';
import { asStudent, whoseEyesPage } from './lookingAs.ts';
import type { Pages } from './pages.ts';
import { changePost, createPost, createReply, deletePage, editPage, removePost } from './posts.ts';
import { refuseForeignPosts } from './security.ts';
import { changeSettings, settingsPage, setUp, setUpPage } from './setUp.ts';
import { threadPage } from './threads.ts';
import { type VisitHandler, visited } from './visit.ts';

/** Every address of the tool, from least to most privileged. */
export function routes(tool: Pages): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 100 });
  const by = (handler: VisitHandler) => visited(tool, handler);

  // Anybody.
  router.get('/healthz', healthz);
  router.get('/readyz', readyz(tool));

  // LMSs and the browsers they send.
  router.get('/lti/keys', keys(tool));
  router.get('/lti/login', login(tool));
  router.post('/lti/login', form, login(tool));
  router.post('/lti/launch', form, launch(tool));

  // Whoever launched. A post comes from a page of ours, or not at all.
  router.use('/s/:session', form, refuseForeignPosts(tool.baseUrl));
  router.get('/s/:session', by(home));
  router.get('/s/:session/discussion', by(discussionPage));
  router.get('/s/:session/posts/:number', by(threadPage));

  // With a student's eyes: whoever follows one, and graders. Pages alone: nothing can be changed here.
  router.get('/s/:session/as', by(whoseEyesPage));
  router.get('/s/:session/as/:member/discussion', by(asStudent(discussionPage)));
  router.get('/s/:session/as/:member/posts/:number', by(asStudent(threadPage)));

  // Students, and teachers who take part. A refused form's address, loaded anew, leads back to its page.
  router.get('/s/:session/posts', by(home));
  router.get('/s/:session/posts/:number/replies', by(threadPage));
  router.post('/s/:session/posts', by(createPost));
  router.post('/s/:session/posts/:number/replies', by(createReply));
  router.get('/s/:session/edit/:post', by(editPage));
  router.post('/s/:session/edit/:post', by(changePost));
  router.get('/s/:session/delete/:post', by(deletePage));
  router.post('/s/:session/delete/:post', by(removePost));

  // Those who set up.
  router.get('/s/:session/choose', by(choosePage));
  router.post('/s/:session/choose', by(choose));
  router.get('/s/:session/set-up', by(setUpPage));
  router.post('/s/:session/set-up', by(setUp));
  router.get('/s/:session/settings', by(settingsPage));
  router.post('/s/:session/settings', by(changeSettings));

  // Graders.
  router.get('/s/:session/grading', by(gradingPage));
  router.post('/s/:session/grading/release', by(releaseAll));
  router.post('/s/:session/grading/roster', by(readRosterNow));
  router.get('/s/:session/grading/:member', by(gradeOnePage));
  router.post('/s/:session/grading/:member', by(grade));
  router.post('/s/:session/grading/:member/resend', by(resend));

  return router;
}
