import type { RequestHandler } from 'express';

/**
 * The one place where something may be made to go wrong on purpose: it stands before every LTI endpoint of
 * a preset (authentication, token, line items, scores, results, roster, deep linking return), after the
 * request's form body is parsed and before anything is recorded or done. A fault may answer in the
 * platform's stead (throttling), or wrap the answer (a 5xx after the write has succeeded).
 * As it stands, everything passes.
 */
export const faults: RequestHandler = (_req, _res, next) => next();
