import type { RequestHandler } from 'express';
import type { Lms } from '../lms.ts';

/**
 * `GET /:preset/journal[?course=KEY][&lineItem=ID][&person=KEY]`: every grade as it was written, oldest first,
 * as `{entries}`; `DELETE` forgets it, 204. It lives as long as the process.
 */
export const journal =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const wanted = (['course', 'lineItem', 'person'] as const).filter(
      (name) => req.query[name] !== undefined,
    );
    const entries = lms.memory.journal.filter((entry) =>
      wanted.every((name) => entry[name] === req.query[name]),
    );
    res.json({ entries });
  };

export const clearJournal =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    lms.memory.journal = [];
    res.status(204).end();
  };
