import { accessTokenStore } from './accessTokens.ts';
import { auditStore } from './audit.ts';
import { courseStore } from './courses.ts';
import { buildIndexes, type Connection, isReachable } from './database.ts';
import { discussionChanges } from './discussionChanges.ts';
import { discussionDecisions } from './discussionDecisions.ts';
import { discussionModel } from './discussionModel.ts';
import { discussionStore } from './discussions.ts';
import { draftStore } from './drafts.ts';
import { fileStore } from './files.ts';
import { gradeStore } from './grades.ts';
import { groupStore } from './groups.ts';
import { healthStore } from './health.ts';
import { heldLaunchStore } from './heldLaunches.ts';
import { helpfulStore } from './helpful.ts';
import { holdStore } from './holds.ts';
import { invitationStore } from './invitations.ts';
import { keyStore } from './keys.ts';
import { letterStore } from './letters.ts';
import { loginStore } from './logins.ts';
import { ltijsDatabase } from './ltijsDatabase.ts';
import { memberModel } from './memberModel.ts';
import { memberStore } from './members.ts';
import { moderationLog } from './moderationLog.ts';
import { operatorSessionStore } from './operatorSessions.ts';
import { platformStore } from './platforms.ts';
import { postFiles } from './postFiles.ts';
import { postLists } from './postLists.ts';
import { postMarkStore } from './postMarks.ts';
import { postModel } from './postModel.ts';
import { postPlaces } from './postPlaces.ts';
import { postRecords } from './postRecords.ts';
import { postSearch } from './postSearch.ts';
import { postStore } from './posts.ts';
import { questionStore } from './questions.ts';
import { readStore } from './reads.ts';
import { receiptStore } from './receipts.ts';
import { reportStore } from './reports.ts';
import { resourceLinkStore } from './resourceLinks.ts';
import { rosterStore } from './roster.ts';
import { createNaming, createSeal } from './sealed.ts';
import { sessionStore } from './sessions.ts';
import { signInLinkStore } from './signInLinks.ts';
import { tabCodeStore } from './tabCodes.ts';
import { workerStore } from './workers.ts';

export type { Connection } from './database.ts';

/**
 * Everything that is kept, one member a collection.
 * @param keepsAddresses whether e-mail addresses are kept of people: only where mail can be sent
 */
export function createStore(connection: Connection, secret: string, keepsAddresses = false) {
  const platforms = platformStore(connection);
  const keys = keyStore(connection, createSeal(secret, 'signing keys'));
  const accessTokens = accessTokenStore(connection, createSeal(secret, 'access tokens'));
  const courses = courseStore(connection);
  const members = memberModel(connection);
  const discussions = discussionModel(connection);
  const posts = postModel(connection);
  return {
    platforms,
    invitations: invitationStore(connection, createSeal(secret, 'invitations')),
    audit: auditStore(connection),
    health: healthStore(connection),
    signInLinks: signInLinkStore(connection),
    operatorSessions: operatorSessionStore(connection),
    keys,
    accessTokens,
    courses,
    ltijsDatabase: ltijsDatabase(platforms, keys, accessTokens),
    logins: loginStore(connection),
    heldLaunches: heldLaunchStore(connection),
    sessions: sessionStore(connection),
    tabCodes: tabCodeStore(connection),
    members: memberStore(members, courses.reserveMemberNumbers, keepsAddresses),
    roster: rosterStore(members, courses.reserveMemberNumbers, keepsAddresses),
    resourceLinks: resourceLinkStore(connection),
    discussions: {
      ...discussionStore(discussions),
      ...discussionChanges(discussions, createNaming(secret, 'changes')),
      ...discussionDecisions(discussions),
    },
    posts: {
      ...postStore(posts),
      ...postLists(posts),
      ...postPlaces(posts),
      ...postRecords(posts),
      ...postSearch(posts),
      ...postFiles(posts),
    },
    reads: readStore(connection),
    holds: holdStore(connection),
    helpful: helpfulStore(connection),
    reports: reportStore(connection),
    moderation: moderationLog(connection),
    drafts: draftStore(connection),
    files: fileStore(connection),
    grades: gradeStore(connection),
    postMarks: postMarkStore(connection),
    questions: questionStore(connection),
    letters: letterStore(connection),
    receipts: receiptStore(connection),
    groups: groupStore(connection),
    workers: workerStore(connection),
    buildIndexes: () => buildIndexes(connection),
    isReachable: () => isReachable(connection),
  };
}
export type Store = ReturnType<typeof createStore>;
