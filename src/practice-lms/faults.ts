import type { RequestHandler } from 'express';
import type { Lms } from './lms.ts';

/**
 * The one place where something may be made to go wrong on purpose: it stands before every LTI endpoint of
 * a preset (authentication, token, line items, scores, results, roster, deep linking return), before the
 * request's body is read and before anything is recorded or done. A fault may answer in the platform's
 * stead (throttling), or wrap the answer (a 5xx after the write has succeeded).
 * As it stands, everything passes.
 */
export const faults =
  (_lms: Lms): RequestHandler =>
  (_req, _res, next) =>
    next();
