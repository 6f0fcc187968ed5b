import type { Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { NotAllowed } from '../domain/errors.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'";

/**
 * Headers of every answer. `Referrer-Policy: same-origin`, since `no-referrer` makes our own forms arrive with
 * `Origin: null`, which must stay refused. No X-Frame-Options: being framed by the LMS is the point, and
 * `frame-ancestors` says by whom.
 */
export function securityHeaders(): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: false,
      frameguard: false,
      referrerPolicy: { policy: 'same-origin' },
      crossOriginOpenerPolicy: false,
      crossOriginResourcePolicy: { policy: 'cross-origin' },
    }),
    (_request, response, next) => {
      setPolicy(response, { ancestors: "'none'", formAction: "'self'" });
      response.set('Cache-Control', 'no-store');
      next();
    },
  ];
}

/** Lets the LMS, and nobody else, show this page in a frame. */
export function allowFraming(response: Response, origins: string[], postTo: string[] = []): void {
  const ancestors = ["'self'", ...origins].join(' ');
  setPolicy(response, { ancestors, formAction: ["'self'", ...postTo].join(' ') });
}

/** A page without a form or a secret may be framed by any LMS: an error has to be seen where it happens. */
export function allowFramingByAnyone(response: Response): void {
  setPolicy(response, { ancestors: '*', formAction: "'none'" });
}

/** What people sent is nobody's page: it runs nothing, loads nothing, and no other site can use it. */
export function sealOff(response: Response): void {
  response.set({
    'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
}

function setPolicy(
  response: Response,
  { ancestors, formAction }: { ancestors: string; formAction: string },
): void {
  response.set(
    'Content-Security-Policy',
    `${POLICY}; form-action ${formAction}; frame-ancestors ${ancestors}`,
  );
}

/** Whether a form was sent from a page of ours: browsers tell, and what does not tell is refused. */
export function isSameOrigin(
  headers: { origin?: string; 'sec-fetch-site'?: unknown },
  baseUrl: string,
): boolean {
  if (headers.origin !== undefined) return headers.origin === baseUrl;
  return headers['sec-fetch-site'] === 'same-origin';
}

/** A post needs the token of one of our own forms. @throws NotAllowed */
export function requireToken({ method, body }: Request, csrfToken: string): void {
  if (method === 'POST' && body?.csrf !== csrfToken) throw new NotAllowed('form token');
}

export function refuseForeignPosts(baseUrl: string): RequestHandler {
  return (request, _response, next) => {
    const safe = request.method === 'GET' || request.method === 'HEAD';
    if (!safe && !isSameOrigin(request.headers, baseUrl)) throw new NotAllowed('foreign form');
    next();
  };
}
