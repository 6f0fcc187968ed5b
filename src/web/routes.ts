import express, { type Router } from 'express';
import { adminHome } from './admin.ts';
import {
  addDeployment,
  learnDeployments,
  removeDeployment,
  removeDeploymentPage,
} from './adminDeployments.ts';
import { invitationPage, invitePage, makeInvitation, withdraw } from './adminInvitations.ts';
import { changeStatus, checkNow, platformPage, statusPage } from './adminPlatforms.ts';
import { register, registerPage } from './adminRegister.ts';
import { auditPage } from './audit.ts';
import { tellScripts } from './byScript.ts';
import { changesPage } from './changes.ts';
import { arrange as arrangeColumns } from './columns.ts';
import { courseListPage, openFromList } from './courseList.ts';
import { choose, chooseExisting, chooseNothing, choosePage, previewPage } from './deepLinking.ts';
import { deletePage, removePost, undoDelete } from './deleting.ts';
import { discussionPage, home } from './discussions.ts';
import { discard, draftPage, draftsPage, keep, takeUp } from './drafts.ts';
import { changeExtensions, extensionsPage } from './extensions.ts';
import { sendFile, uploadFile } from './files.ts';
import { formulaPreview } from './formulas.ts';
import { frontPage } from './front.ts';
import { grade, resend, undo as undoGrade } from './gradeActs.ts';
import {
  addColumn,
  changeWhenChanged,
  compare,
  exchangesPage,
  gradebookPage,
  resendAll,
  settle as settleDifference,
} from './gradebook.ts';
import { gradeOnePage } from './gradeOne.ts';
import { gradeThreadPage, markPosts } from './gradeThread.ts';
import { gradeThreadsPage } from './gradeThreads.ts';
import { gradingPage, releaseAll } from './grading.ts';
import { decideMany, manyPage } from './gradingMany.ts';
import { changeGroup, changePlace, groupsPage, readGroupsNow } from './groups.ts';
import { healthz, readyz } from './health.ts';
import { helpful } from './helpful.ts';
import { changeShortcuts, keyboardPage } from './keyboard.ts';
import { continueInTab, keys, launch, login } from './launch.ts';
import { lettersPage, previewLetter, sendLetter } from './letters.ts';
import { live } from './live.ts';
import { lmsCheck, lmsPage } from './lmsAdmin.ts';
import { asStudent, whoseEyesPage } from './lookingAs.ts';
import { peopleOffered } from './mentioning.ts';
import {
  hide,
  hidePage,
  lock,
  lockPage,
  pin,
  settle,
  settlePage,
  unhide,
  unlock,
  unpin,
} from './moderating.ts';
import { lockAll, lockAllPage, moderationPage, unlockAll } from './moderation.ts';
import { receiveForm } from './multipart.ts';
import { mute, mutePage, unmute } from './muting.ts';
import { administration, type OperatorHandler, operating } from './operator.ts';
import { ownGradePage, sendQuestion } from './ownGrade.ts';
import { bringBack, putAway } from './ownLetters.ts';
import { offerTab, openTab } from './ownTab.ts';
import type { Pages } from './pages.ts';
import { permalink } from './permalinks.ts';
import { changePost, createPost, createReply, editPage } from './posts.ts';
import { progressFile, progressPage } from './progress.ts';
import { answerQuestion, endQuestion } from './question.ts';
import { noteRefusal } from './refusals.ts';
import { canvasJson, registration } from './registration.ts';
import { report, reportPage } from './reporting.ts';
import { readRosterNow, rosterPage } from './roster.ts';
import { searchPage } from './search.ts';
import { refuseForeignPosts } from './security.ts';
import { changeSettings, settingsPage, setUp, setUpPage, undoChange } from './setUp.ts';
import { signIn, signInPage, signOut } from './signIn.ts';
import { chooseLanguage } from './speaking.ts';
import { hold, readBy, threadPage } from './threads.ts';
import { receiveTransfer, transfer, transferFile, transferPage } from './transfer.ts';
import { nextUnreadPage, readAll, readHere, unreadHere } from './unread.ts';
import { icon } from './views.ts';
import { type VisitHandler, visited } from './visit.ts';

/** Every address of the tool, from least to most privileged. */
export function routes(tool: Pages): Router {
  const router = express.Router();
  const form = express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 200 });
  const by = (handler: VisitHandler) => visited(tool, handler);
  const withFiles = (handler: VisitHandler) => visited(tool, handler, receiveForm);

  // Anybody.
  router.get('/', frontPage);
  router.get('/healthz', healthz);
  router.get('/readyz', readyz(tool));
  router.get('/icon.svg', icon);
  router.get('/lti/config/canvas.json', canvasJson(tool));

  // Whoever was given a link to a discussion or a post: on to it for those who have that discussion open.
  router.get('/d/:discussion', permalink(tool));
  router.get('/d/:discussion/:label', permalink(tool));

  // Whoever has an invitation, and the LMS that it is pasted into.
  router.get('/register/:token', registration(tool));

  // LMSs and the browsers they send.
  router.get('/lti/keys', keys(tool));
  router.get('/lti/login', login(tool));
  router.post('/lti/login', form, login(tool));
  router.post('/lti/launch', form, launch(tool));
  router.post('/lti/continue', form, refuseForeignPosts(tool.baseUrl), continueInTab(tool));
  router.post('/lti/tab', form, refuseForeignPosts(tool.baseUrl), openTab(tool));
  router.use('/lti', noteRefusal(tool));

  // Whoever launched. A post comes from a page of ours, or not at all.
  // Where one decides about a whole class, or about each post of a thread, a form has a field for each.
  router.use(
    ['/s/:session/grading/many', '/s/:session/grading/threads', '/s/:session/letters'],
    express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 2100 }),
  );
  router.use('/s/:session', form, refuseForeignPosts(tool.baseUrl), tellScripts);
  router.get('/s/:session', by(home));
  router.post('/s/:session/tab', by(offerTab));
  router.post('/s/:session/language', by(chooseLanguage));
  router.get('/s/:session/discussion', by(discussionPage));
  router.get('/s/:session/posts/:number', by(threadPage));
  router.get('/s/:session/posts/:number/by', by(threadPage));
  router.post('/s/:session/posts/:number/by', by(readBy));
  router.get('/s/:session/keyboard', by(keyboardPage));
  router.post('/s/:session/keyboard', by(changeShortcuts));
  router.get('/s/:session/posts/:number/read', by(threadPage));
  router.post('/s/:session/posts/:number/read', by(readHere));
  router.get('/s/:session/posts/:number/unread', by(threadPage));
  router.post('/s/:session/posts/:number/unread', by(unreadHere));
  router.get('/s/:session/unread', by(nextUnreadPage));
  router.get('/s/:session/read', by(home));
  router.post('/s/:session/read', by(readAll));
  router.get('/s/:session/live', live(tool));
  router.get('/s/:session/search', by(searchPage));
  router.get('/s/:session/files/:file', by(sendFile));
  router.get('/s/:session/changes/:post', by(changesPage));
  router.get('/s/:session/discussions', by(courseListPage));
  router.get('/s/:session/discussions/:discussion', by(home));
  router.post('/s/:session/discussions/:discussion', by(openFromList));

  // With a student's eyes: whoever follows one, and graders. Pages alone: nothing can be changed here.
  router.get('/s/:session/as', by(whoseEyesPage));
  router.get('/s/:session/as/:member/discussion', by(asStudent(discussionPage)));
  router.get('/s/:session/as/:member/posts/:number', by(asStudent(threadPage)));
  router.get('/s/:session/as/:member/search', by(asStudent(searchPage)));
  router.get('/s/:session/as/:member/files/:file', by(asStudent(sendFile)));
  router.get('/s/:session/as/:member/changes/:post', by(asStudent(changesPage)));

  // Students, and teachers who take part. A refused form's address, loaded anew, leads back to its page.
  router.get('/s/:session/posts', by(home));
  router.get('/s/:session/posts/:number/replies', by(threadPage));
  router.post('/s/:session/posts', withFiles(createPost));
  router.post('/s/:session/posts/:number/replies', withFiles(createReply));
  router.post('/s/:session/files', withFiles(uploadFile));
  router.get('/s/:session/posts/:number/hold', by(threadPage));
  router.post('/s/:session/posts/:number/hold', by(hold));
  router.get('/s/:session/formula', by(formulaPreview));
  router.get('/s/:session/people', by(peopleOffered));
  router.get('/s/:session/edit/:post', by(editPage));
  router.post('/s/:session/edit/:post', withFiles(changePost));
  router.get('/s/:session/delete/:post', by(deletePage));
  router.post('/s/:session/delete/:post', by(removePost));
  router.post('/s/:session/delete/:post/undo', by(undoDelete));
  router.post('/s/:session/helpful/:post', by(helpful));
  router.get('/s/:session/report/:post', by(reportPage));
  router.post('/s/:session/report/:post', by(report));
  router.get('/s/:session/drafts', by(draftsPage));
  router.get('/s/:session/drafts/:place', by(draftPage));
  router.post('/s/:session/drafts/:place', withFiles(keep));
  router.get('/s/:session/drafts/:place/discard', by(draftPage));
  router.post('/s/:session/drafts/:place/discard', withFiles(discard));
  router.get('/s/:session/drafts/:place/use', by(draftPage));
  router.post('/s/:session/drafts/:place/use', withFiles(takeUp));

  // Students, about their own grade.
  router.get('/s/:session/grade', by(ownGradePage));
  router.get('/s/:session/grade/question', by(ownGradePage));
  router.post('/s/:session/grade/question', by(sendQuestion));

  // Students, about what was written to them alone.
  router.post('/s/:session/letters/:letter/away', by(putAway));
  router.post('/s/:session/letters/:letter/back', by(bringBack));

  // Those who set up.
  router.get('/s/:session/choose', by(choosePage));
  router.post('/s/:session/choose', by(choose));
  router.get('/s/:session/choose/nothing', by(home));
  router.post('/s/:session/choose/nothing', by(chooseNothing));
  router.get('/s/:session/choose/:discussion', by(previewPage));
  router.post('/s/:session/choose/:discussion', by(chooseExisting));
  router.get('/s/:session/set-up', by(setUpPage));
  router.post('/s/:session/set-up', by(setUp));
  router.get('/s/:session/settings', by(settingsPage));
  router.post('/s/:session/settings', by(changeSettings));
  router.get('/s/:session/settings/undo', by(settingsPage));
  router.post('/s/:session/settings/undo', by(undoChange));
  router.get('/s/:session/transfer', by(transferPage));
  router.post('/s/:session/transfer', visited(tool, transfer, receiveTransfer));
  router.get('/s/:session/transfer/:file', by(transferFile));

  // Graders, about what students write.
  router.get('/s/:session/moderation', by(moderationPage));
  router.get('/s/:session/reports/:post', by(settlePage));
  router.post('/s/:session/reports/:post', by(settle));
  router.get('/s/:session/hide/:post', by(hidePage));
  router.post('/s/:session/hide/:post', by(hide));
  router.post('/s/:session/hide/:post/undo', by(unhide));
  router.post('/s/:session/pin/:post', by(pin));
  router.post('/s/:session/pin/:post/undo', by(unpin));
  router.get('/s/:session/lock', by(lockAllPage));
  router.post('/s/:session/lock', by(lockAll));
  router.post('/s/:session/unlock', by(unlockAll));
  router.get('/s/:session/lock/:post', by(lockPage));
  router.post('/s/:session/lock/:post', by(lock));
  router.post('/s/:session/lock/:post/undo', by(unlock));
  router.get('/s/:session/mute/:member', by(mutePage));
  router.post('/s/:session/mute/:member', by(mute));
  router.post('/s/:session/mute/:member/undo', by(unmute));

  // Graders.
  router.get('/s/:session/progress', by(progressPage));
  router.get('/s/:session/progress/:table', by(progressFile));
  router.get('/s/:session/grading', by(gradingPage));
  router.post('/s/:session/grading/release', by(releaseAll));
  router.get('/s/:session/grading/roster', by(rosterPage));
  router.post('/s/:session/grading/roster', by(readRosterNow));
  router.get('/s/:session/grading/many', by(manyPage));
  router.post('/s/:session/grading/many', by(decideMany));
  router.get('/s/:session/grading/threads', by(gradeThreadsPage));
  router.get('/s/:session/grading/threads/:number', by(gradeThreadPage));
  router.post('/s/:session/grading/threads/:number', by(markPosts));
  router.get('/s/:session/extensions', by(extensionsPage));
  router.post('/s/:session/extensions', by(changeExtensions));
  router.get('/s/:session/groups', by(groupsPage));
  router.post('/s/:session/groups', by(changeGroup));
  router.get('/s/:session/groups/read', by(groupsPage));
  router.post('/s/:session/groups/read', by(readGroupsNow));
  router.get('/s/:session/groups/:member', by(groupsPage));
  router.post('/s/:session/groups/:member', by(changePlace));
  router.get('/s/:session/grading/:member', by(gradeOnePage));
  router.post('/s/:session/grading/:member', by(grade));
  router.get('/s/:session/grading/:member/undo', by(gradeOnePage));
  router.post('/s/:session/grading/:member/undo', by(undoGrade));
  router.post('/s/:session/grading/:member/resend', by(resend));
  router.get('/s/:session/grading/:member/question', by(gradeOnePage));
  router.post('/s/:session/grading/:member/question', by(answerQuestion));
  router.post('/s/:session/grading/:member/question/close', by(endQuestion));
  router.get('/s/:session/grading/:member/exchanges', by(exchangesPage));
  router.post('/s/:session/grading/:member/difference', by(settleDifference));
  router.get('/s/:session/letters', by(lettersPage));
  router.post('/s/:session/letters', by(sendLetter));
  router.get('/s/:session/letters/preview', by(lettersPage));
  router.post('/s/:session/letters/preview', by(previewLetter));
  router.get('/s/:session/gradebook', by(gradebookPage));
  router.post('/s/:session/gradebook', by(changeWhenChanged));
  router.post('/s/:session/gradebook/resend', by(resendAll));
  router.post('/s/:session/gradebook/compare', by(compare));
  router.post('/s/:session/gradebook/column', by(addColumn));
  router.post('/s/:session/gradebook/columns', by(arrangeColumns));

  // Who runs the LMS: how it is doing, and nothing else.
  router.get('/s/:session/lms', by(lmsPage));
  router.post('/s/:session/lms/check', by(lmsCheck));

  // Who runs the tool, and came by a one-time link.
  const operator = (handler: OperatorHandler) => operating(tool, handler);
  router.use('/admin', administration, form, refuseForeignPosts(tool.baseUrl));
  router.get('/admin/sign-in', signInPage(tool));
  router.post('/admin/sign-in', signIn(tool));
  router.post('/admin/sign-out', operator(signOut));
  router.get('/admin', operator(adminHome));
  router.get('/admin/audit', operator(auditPage));
  router.get('/admin/invitations/new', operator(invitePage));
  router.get('/admin/invitations', operator(invitePage));
  router.post('/admin/invitations', operator(makeInvitation));
  router.get('/admin/invitations/:invitation', operator(invitationPage));
  router.post('/admin/invitations/:invitation/withdraw', operator(withdraw));
  router.get('/admin/platforms/new', operator(registerPage));
  router.get('/admin/platforms', operator(registerPage));
  router.post('/admin/platforms', operator(register));
  router.get('/admin/platforms/:platform', operator(platformPage));
  router.post('/admin/platforms/:platform/check', operator(checkNow));
  router.post('/admin/platforms/:platform/deployments', operator(addDeployment));
  router.get('/admin/platforms/:platform/deployments/remove', operator(removeDeploymentPage));
  router.post('/admin/platforms/:platform/deployments/remove', operator(removeDeployment));
  router.post('/admin/platforms/:platform/deployments/learn', operator(learnDeployments));
  router.get('/admin/platforms/:platform/status/:change', operator(statusPage));
  router.post('/admin/platforms/:platform/status/:change', operator(changeStatus));

  return router;
}
