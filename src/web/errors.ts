import { randomBytes } from 'node:crypto';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import {
  Conflict,
  LaunchRefused,
  NotAllowed,
  NotFound,
  RegistrationRefused,
  RejoinderError,
} from '../domain/errors.ts';
import { byScript } from './byScript.ts';
import type { Language } from './language.ts';
import { readWords } from './multipart.ts';
import type { Pages } from './pages.ts';
import { allowFramingByAnyone, isSameOrigin } from './security.ts';
import { languageOf } from './speaking.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';

/** Any address that is not in the table of contents. */
export const nothingHere: RequestHandler = () => {
  throw new NotFound('page');
};

/** The one place where an error becomes a page: what happened, what to do, and a reference for whoever looks into it. */
export function errorPage({ logger, baseUrl }: Pick<Pages, 'logger' | 'baseUrl'>): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const reference = randomBytes(4).toString('hex').toUpperCase();
    const { status, sentence } = pageOf(error);
    const { method } = request;
    const path = withoutSecrets(request.path);
    const refused = error instanceof LaunchRefused || error instanceof RegistrationRefused;
    const detail = refused ? { reason: error.reason, detail: error.detail } : {};
    logger[status >= 500 ? 'error' : 'warn'](
      {
        // Its message repeats the part of the path that could not be decoded.
        err: error instanceof URIError ? 'not decodable' : error,
        ...detail,
        reference,
        status,
        method,
        path,
      },
      'an error page',
    );
    // Without a visit nobody knows yet who may frame it.
    if (!response.locals.language) allowFramingByAnyone(response);
    const language = languageOf(response);
    const { t } = language;
    const facts = error instanceof RegistrationRefused ? readable(error.facts, language) : {};
    const ours = isSameOrigin(request.headers, baseUrl);
    if (ours) await readWords(request, response);
    const typed = ours ? wordsIn(request.body) : null;
    response.status(status);
    const told = { title: t(`${sentence}.title`, facts), what: t(`${sentence}.what`, facts) };
    if (byScript(request)) return response.json(told);
    show(response, 'error', {
      ...told,
      notYours: isNotYours(error) ? t('error.launch.notYours') : null,
      next: t(response.locals.errorNext ?? nextAfter(sentence, typed), facts),
      goOn: openedBefore(error),
      said: saidBy(error, t),
      back: response.locals.home ?? null,
      backLabel: t(response.locals.errorBack ?? 'error.back'),
      reference: t('error.reference', { reference }),
      deployment: error instanceof LaunchRefused && error.reason === 'deployment' ? error.detail : null,
      typed,
      script: typed && 'copy.js',
    });
  };
}

/** An invitation stands in its address, and lets an LMS register however that was typed. */
function withoutSecrets(path: string): string {
  return path.replace(/\/register\/.*/i, '/register/…').replace(/[\w-]{32,}/g, '…');
}

/** Whoever wrote something is first told to take it along. */
const nextAfter = (sentence: string, typed: string | null) =>
  typed && sentence === 'error.session' ? `${sentence}.nextTyped` : `${sentence}.next`;

/** A launch that whoever opened the discussion can do nothing about, however often they try. */
function isNotYours(error: unknown): boolean {
  return error instanceof LaunchRefused && OF_THE_LMS.has(error.reason);
}

function saidBy(error: unknown, t: Language['t']): string | null {
  const words = error instanceof LaunchRefused ? error.lmsWords : null;
  return words && t('error.launch.lms-error.said', { words });
}

function pageOf(error: unknown): { status: number; sentence: string } {
  if (error instanceof LaunchRefused) {
    const reason = openedBefore(error) ? 'opened' : error.reason;
    return { status: error.status, sentence: `error.launch.${reason}` };
  }
  if (error instanceof RegistrationRefused)
    return { status: REGISTRATION[error.reason] ?? 502, sentence: `error.registration.${error.reason}` };
  if (error instanceof Conflict) return { status: 409, sentence: 'error.conflict' };
  if (error instanceof NotAllowed)
    return { status: 403, sentence: REFUSALS[error.action] ?? 'error.notAllowed' };
  if (error instanceof RejoinderError) return PAGES[error.kind];
  // body-parser's and Express's own: too large, malformed, not decodable.
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  if (status === 413) return { status, sentence: 'error.tooLarge' };
  if (status >= 400 && status < 500) return { status, sentence: 'error.malformed' };
  return { status: 500, sentence: 'error.internal' };
}

/** Where a launch that is posted anew led to the first time. */
function openedBefore(error: unknown): string | null {
  return error instanceof LaunchRefused && error.sessionId ? `/s/${error.sessionId}` : null;
}

/** Whoever registers an LMS may be anywhere. */
function readable(facts: RegistrationRefused['facts'], language: Language): Record<string, string | number> {
  const pairs = Object.entries(facts);
  return Object.fromEntries(
    pairs.map(([name, fact]) => [name, fact instanceof Date ? language.utc(fact) : fact]),
  );
}

const OF_THE_LMS: ReadonlySet<string> = new Set([
  ...['unknown-platform', 'platform-pending', 'platform-paused', 'deployment', 'foreign-target', 'claims'],
  ...['issuer', 'audience', 'nonce', 'expired', 'signature', 'lms-keys'],
]);

/** All others are the LMS's doing: 502. */
const REGISTRATION: Record<string, number> = {
  'bad-request': 400,
  address: 400,
  'unknown-invitation': 404,
  used: 409,
  unfinished: 409,
  withdrawn: 409,
  registered: 409,
  waiting: 409,
  duplicate: 409,
  expired: 410,
  'not-kept': 500,
};

const PAGES = {
  'not-found': { status: 404, sentence: 'error.notFound' },
  'not-allowed': { status: 403, sentence: 'error.notAllowed' },
  'invalid-input': { status: 422, sentence: 'error.malformed' },
  conflict: { status: 409, sentence: 'error.conflict' },
  'session-ended': { status: 401, sentence: 'error.session' },
  'launch-refused': { status: 401, sentence: 'error.launch.signature' },
  'registration-refused': { status: 502, sentence: 'error.registration.reply' },
  'lms-unavailable': { status: 502, sentence: 'error.lms' },
} as const;

/** What is refused to somebody who did nothing wrong is explained. */
const REFUSALS: Partial<Record<string, string>> = {
  'read posts': 'error.noPosts',
  "open another student's work": 'error.notYourWork',
};

/** Whatever fails, the words somebody wrote are handed back to them. */
function wordsIn(body: unknown): string | null {
  const typed = typedIn(body, ['title', 'text', 'promptText', 'comment']);
  return Object.values(typed).filter(Boolean).join('\n\n').trim() || null;
}
