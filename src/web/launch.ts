import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { LaunchRefused } from '../domain/errors.ts';
import { beginLogin } from '../usecases/beginLogin.ts';
import { continueLaunch } from '../usecases/continueLaunch.ts';
import { type Entered, enterByLaunch } from '../usecases/enterByLaunch.ts';
import { type Landing, landingOf } from '../usecases/openWork.ts';
import type { Tool } from '../usecases/tool.ts';
import { browsersOf, cookieGiven, giveName, keepName, nameInTab } from './browser.ts';
import { loginAddress, showContinue, showNewTab } from './newTab.ts';
import { wishedPlace } from './permalinks.ts';

/**
 * An LMS sends somebody to log in (Security Framework 1.0, section 5.1.1): by GET or POST, nothing signed yet. A
 * browser without a cookie is given one and sent here once more, to see whether it keeps it.
 */
export function login(tool: Tool): RequestHandler {
  return async (request: Request, response: Response) => {
    const parameters = request.method === 'POST' ? request.body : request.query;
    const given = cookieGiven(request);
    const came = {
      browser: keepName(request, response, given),
      asked: given !== undefined,
      topLevel: isTopLevel(request),
    };
    const next = await beginLogin(tool, parameters, came, tool.now());
    if (next.step === 'lms') response.redirect(302, next.to);
    else if (next.step === 'tab') {
      tool.logger.info({ proof: next.keep !== null }, 'no cookie in a frame: on in a new tab');
      showNewTab(response, next);
    } else {
      const more = { cookie: giveName(response), ...(came.topLevel ? { tab: 'new' } : {}) };
      response.redirect(303, loginAddress({ ...next.parameters, ...more }));
    }
  };
}

/** The LMS says who it is (section 5.1.2). From here on the person has a session and an address of their own. */
export function launch(tool: Tool): RequestHandler {
  return async (request: Request, response: Response) => {
    const entered = await enterByLaunch(tool, request.body, browsersOf(request), tool.now());
    if ('held' in entered) showContinue(response, entered);
    else await land(tool, response, entered);
  };
}

const continuing = z.object({ code: z.string().min(1).max(100), proof: z.string().max(200).default('') });

/** The button of a launch that was held in a frame, pressed: in a tab of its own the browser keeps a cookie. */
export function continueInTab(tool: Tool): RequestHandler {
  return async (request: Request, response: Response) => {
    const browser = nameInTab(request, response, '/lti/continue');
    if (!browser) return;
    const posted = continuing.safeParse(request.body);
    if (!posted.success) throw new LaunchRefused('bad-request', z.prettifyError(posted.error), 400);
    await land(tool, response, await continueLaunch(tool, posted.data, browser, tool.now()));
  };
}

async function land(tool: Tool, response: Response, { session, asked }: Entered): Promise<void> {
  const landing = await landingOf(tool, session, asked, tool.now());
  const path = pathOf(landing) || wishedPlace(response, session) || '';
  response.redirect(303, `/s/${session.id}${path}`);
}

/** The page that a launch leads to, below `/s/` and its session's id. */
function pathOf(landing: Landing): string {
  if (landing.to === 'work') return `/grading/${landing.memberId}`;
  if (landing.to === 'look') return `/as/${landing.memberId}/discussion`;
  return landing.to === 'unknown-student' ? '/grading?unknown=student' : '';
}

/** Whether the page has a tab of its own: browsers tell, and the links of ours that open one say so. */
function isTopLevel({ headers, query }: Request): boolean {
  return headers['sec-fetch-dest'] === 'document' || query.tab === 'new';
}

/** The tool's public keys (RFC 7517). */
export function keys({ store }: Tool): RequestHandler {
  return async (_request: Request, response: Response) => {
    response.set('Cache-Control', 'public, max-age=300').json(await store.keys.published());
  };
}
