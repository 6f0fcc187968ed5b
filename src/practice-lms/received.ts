import type { Request, RequestHandler, Response } from 'express';
import type { Lms } from './lms.ts';
import type { ReceivedMessage } from './model.ts';

const KEPT_MESSAGES = 2000;

/** Notes about the request in hand, written down when it has been answered. */
export type Notes = Pick<ReceivedMessage, 'kind' | 'summary' | 'violations' | 'body'>;

/**
 * Records a message from the tool once it is answered, with what was found wrong.
 * @param kind what the message is: `score`, `token-request`, …
 */
export const received =
  (lms: Lms, kind: string): RequestHandler =>
  (req, res, next) => {
    const notes: Notes = { kind, summary: kind, violations: [] };
    res.locals.notes = notes;
    const path = withoutSecrets(req.originalUrl);
    res.once('finish', () => {
      const at = new Date().toISOString();
      lms.state.received.push({ at, method: req.method, path, status: res.statusCode, ...notes });
      if (lms.state.received.length > KEPT_MESSAGES) lms.state.received.shift();
      lms.changed();
    });
    next();
  };

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
