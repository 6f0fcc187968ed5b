import type { Request, RequestHandler, Response } from 'express';
import { teaches } from '../domain/actor.ts';
import type { Session } from '../store/sessions.ts';
import { beginLogin, enterByLaunch } from '../usecases/enterByLaunch.ts';
import { type AskedWork, knowFollowed, landingOf } from '../usecases/openWork.ts';
import { refreshRoster } from '../usecases/refreshRoster.ts';
import type { Tool } from '../usecases/tool.ts';
import { browserOf, nameBrowser } from './browser.ts';

/** An LMS sends somebody to log in (Security Framework 1.0, section 5.1.1): by GET or POST, nothing signed yet. */
export function login(tool: Tool): RequestHandler {
  return async (request: Request, response: Response) => {
    const parameters = request.method === 'POST' ? request.body : request.query;
    const redirect = await beginLogin(tool, parameters, nameBrowser(request, response), tool.now());
    response.redirect(302, redirect);
  };
}

/** The LMS says who it is (section 5.1.2). From here on the person has a session and an address of their own. */
export function launch(tool: Tool): RequestHandler {
  return async (request: Request, response: Response) => {
    const known = browserOf(request);
    const browser = nameBrowser(request, response);
    const browsers = known === null ? [] : [known];
    const { session, asked } = await enterByLaunch(tool, request.body, { browser, browsers }, tool.now());
    response.redirect(303, `/s/${session.id}${await landingPath(tool, session, asked)}`);
  };
}

/** The page of a session that a launch leads to, below `/s/` and its id. */
export async function landingPath(tool: Tool, session: Session, asked: AskedWork | null): Promise<string> {
  if (session.role === 'observer') await knowFollowed(tool, session, tool.now());
  const landing = await landingOf(tool, session, asked, tool.now());
  if (await wantsRoster(tool, session)) readRosterInBackground(tool, session.courseId);
  if (landing.to === 'work') return `/grading/${landing.memberId}`;
  if (landing.to === 'look') return `/as/${landing.memberId}/discussion`;
  return landing.to === 'unknown-student' ? '/grading?unknown=student' : '';
}

/** A teacher needs it; and where a launch says less than was known, the roster says whether that is so from now on. */
async function wantsRoster({ store }: Tool, { courseId, memberId, role }: Session): Promise<boolean> {
  return teaches(role) || (await store.members.find(courseId, memberId))?.role !== role;
}

/** The launch does not wait for the roster; what goes wrong stands on the teacher's page. */
function readRosterInBackground(tool: Tool, courseId: string): void {
  refreshRoster(tool, courseId, tool.now()).catch((error: unknown) =>
    tool.logger.warn({ err: error, courseId }, 'no roster'),
  );
}

/** The tool's public keys (RFC 7517). */
export function keys({ store }: Tool): RequestHandler {
  return async (_request: Request, response: Response) => {
    response.set('Cache-Control', 'public, max-age=300').json(await store.keys.published());
  };
}
