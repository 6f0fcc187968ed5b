import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { type Actor, isGraded, ownEyes, type Reader } from '../domain/actor.ts';
import { NotAllowed, NotFound, SessionEnded } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import type { Scope } from '../store/posts.ts';
import type { Session } from '../store/sessions.ts';
import { withOwnDates } from '../usecases/findDates.ts';
import { scopeOf } from '../usecases/scopeReading.ts';
import { browsersOf } from './browser.ts';
import { type Language, languageFor } from './language.ts';
import { ownTabOf } from './ownTab.ts';
import { ownZoneOf } from './ownZone.ts';
import type { Pages } from './pages.ts';
import { scriptWords } from './scriptWords.ts';
import { allowFraming, requireToken } from './security.ts';
import { languageSwitch } from './speaking.ts';

/** One request of somebody who launched: who, where, in which language. */
export interface Visit {
  session: Session;
  platform: Platform;
  actor: Actor;
  /** Who it is, as the course knows them. */
  member: Member;
  /** Whose eyes the pages are read with; null: the prompt and what it asks are all there is to read. */
  reader: Reader | null;
  /** The student whom somebody else looks as; null for whoever reads with their own eyes. */
  lookingAs: Member | null;
  language: Language;
  /** Where the pages are: `/s/` and the session's id; below it `/as/` and a student's, for whoever looks as them. */
  base: string;
  now: Date;
}

export type VisitHandler = (tool: Pages, visit: Visit, request: Request, response: Response) => Promise<void>;

/**
 * Lets only those in who own the session in the address; a post also needs the token of one of our own forms.
 * @param receive reads a form that is not read yet
 */
export function visited(tool: Pages, handler: VisitHandler, receive?: VisitHandler): RequestHandler {
  return async (request: Request, response: Response, _next: NextFunction) => {
    const session = await sessionOf(tool, request);
    const { store, now } = tool;
    const letting = letIn(tool, session, { receive, handler }, request, response);
    await Promise.all([letting, store.sessions.touch(session, now())]);
  };
}

/**
 * For what an open page asks by itself, every few seconds: it keeps no session alive. `unchanged` is asked first, on the
 * strength of the session alone, and answers where there is nothing to tell.
 */
export function polled(
  tool: Pages,
  unchanged: (tool: Pages, session: Session, request: Request, response: Response) => Promise<boolean>,
  handler: VisitHandler,
): RequestHandler {
  return async (request: Request, response: Response, _next: NextFunction) => {
    const session = await sessionOf(tool, request);
    if (await unchanged(tool, session, request, response)) return;
    await letIn(tool, session, { handler }, request, response);
  };
}

async function sessionOf({ store, now }: Pages, request: Request): Promise<Session> {
  const session = await store.sessions.find(String(request.params.session), browsersOf(request), now());
  if (!session) throw new SessionEnded();
  return session;
}

async function letIn(
  tool: Pages,
  session: Session,
  { receive, handler }: { receive?: VisitHandler; handler: VisitHandler },
  request: Request,
  response: Response,
): Promise<void> {
  const visit = await visitOf(tool, session, ownZoneOf(request));
  allowFraming(response, session.frameAncestors);
  response.locals.language = visit.language;
  response.locals.ownTab = ownTabOf(session, request);
  response.locals.languages = languageSwitch(session, visit.language, request);
  response.locals.lms = session.frameAncestors.join(' ');
  response.locals.say = scriptWords(visit.language);
  if (session.discussionId) response.locals.home = `${visit.base}/discussion`;
  if (session.administrator) response.locals.lmsPage = `${visit.base}/lms`;
  if (receive) await receive(tool, visit, request, response);
  requireToken(request, session.csrfToken);
  // What takes minutes to arrive is written when all of it is here: before a date no longer, if that has passed meanwhile.
  await handler(tool, receive ? { ...visit, now: tool.now() } : visit, request, response);
}

async function visitOf({ store, now }: Pages, session: Session, ownZone: string | null): Promise<Visit> {
  const [platform, member] = await Promise.all([
    store.platforms.byId(session.platformId),
    store.members.find(session.courseId, session.memberId),
  ]);
  if (platform?.status !== 'active' || !platform.deployments.includes(session.deploymentId))
    throw new SessionEnded();
  // Whoever is back in the course launches again, and is enrolled by that.
  if (!member?.enrolled) throw new SessionEnded();
  const { memberId, courseId, role } = session;
  const actor = { memberId, courseId, role };
  return {
    session,
    platform,
    actor,
    member,
    reader: ownEyes(actor),
    lookingAs: null,
    language: languageFor(member.language ?? session.locale, ownZone),
    base: `/s/${session.id}`,
    now: now(),
  };
}

/** Whoever launched before the discussion was set up finds it once it is. */
export async function openedMeanwhile(store: Pages['store'], session: Session): Promise<string | null> {
  const link = session.resourceLinkId ? await store.resourceLinks.find(session.resourceLinkId) : null;
  if (!link?.discussionId) return null;
  const { memberId, role } = session;
  if (isGraded(role)) await store.reads.opened({ memberId, discussionId: link.discussionId });
  await store.sessions.openDiscussion(session.id, link.discussionId);
  return link.discussionId;
}

/** What of the discussion those eyes may read. @throws NotAllowed for those who may read no posts */
export async function scopeIn({ store }: Pages, visit: Visit, discussion: Discussion): Promise<Scope> {
  return scopeOf(store, readerOf(visit), discussion);
}

/** Those eyes. @throws NotAllowed for those who may read no posts */
export function readerOf({ reader }: Pick<Visit, 'reader'>): Reader {
  if (!reader) throw new NotAllowed('read posts');
  return reader;
}

/** Whose marks say what is new on a page: one's own. What a student has read is nobody else's to see. */
export const ownMarks = ({ reader, lookingAs }: Visit): string | null =>
  reader && !lookingAs ? reader.memberId : null;

/** The discussion that was launched, with the dates that its reader has. @throws NotFound */
export async function discussionOf({ store }: Pages, { session, actor, reader }: Visit): Promise<Discussion> {
  const found = session.discussionId && (await store.discussions.find(actor.courseId, session.discussionId));
  if (!found) throw new NotFound('discussion');
  return reader ? withOwnDates(store, reader, found) : found;
}
