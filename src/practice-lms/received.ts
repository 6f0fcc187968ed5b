import type { Request, RequestHandler, Response } from 'express';
import type { Lms } from './lms.ts';
import type { ReceivedMessage } from './model.ts';

const KEPT_MESSAGES = 2000;

/** Notes about the request in hand, written down when it has been answered. */
export type Notes = Pick<ReceivedMessage, 'kind' | 'summary' | 'violations' | 'faults' | 'body'>;

/**
 * Records a message from the tool once it is answered, with what was found wrong.
 * @param kind what the message is: `score`, `token-request`, …
 */
export const received =
  (lms: Lms, kind: string): RequestHandler =>
  (_req, res, next) => {
    record(lms, res, kind);
    next();
  };

/** The same, from now on. A call that got no answer, because it was cut or given up, has status 0. */
export function record(lms: Lms, res: Response, kind: string): void {
  const notes: Notes = { kind, summary: kind, violations: [], faults: [] };
  res.locals.notes = notes;
  const { method, originalUrl } = res.req;
  const path = withoutSecrets(originalUrl);
  res.once('close', () => {
    const at = new Date().toISOString();
    const status = (res.locals.sentStatus as number | undefined) ?? (res.headersSent ? res.statusCode : 0);
    lms.state.received.push({ at, method, path, status, ...notes });
    if (lms.state.received.length > KEPT_MESSAGES) forgetOne(lms);
    lms.changed();
  });
}

/** The oldest, but a violation is kept as long as there is anything else to forget. */
function forgetOne(lms: Lms): void {
  const oldest = lms.state.received.findIndex(({ violations }) => violations.length === 0);
  lms.state.received.splice(Math.max(oldest, 0), 1);
}

export const notesOf = (res: Response): Notes => res.locals.notes as Notes;

/** Records a violation; the text names the specification and its section. */
export const violation = (res: Response, text: string): void => {
  notesOf(res).violations.push(text);
};

const withoutSecrets = (url: string): string =>
  url.replace(/(access_token|JWT|client_assertion|registration_token)=[^&]*/g, '$1=…');

/** A header's media type without its parameters, lower case. */
export const mediaTypeOf = (req: Request, header: 'accept' | 'content-type'): string =>
  (req.headers[header] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
