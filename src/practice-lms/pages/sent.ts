import type { RequestHandler } from 'express';
import { type Lms, lmsUrl } from '../lms.ts';
import { sendPage } from '../web.ts';

/** `GET /:preset/sent`: what the tool sent, and each violation of the specifications found in it. */
export const sent =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    const messages = lms.state.received;
    const violations = messages.flatMap((message) => message.violations);
    const newestFirst = messages.toReversed().map((message) => ({
      ...message,
      time: message.at.slice(11, 19),
      bodyText: message.body === undefined ? undefined : JSON.stringify(message.body, null, 2),
    }));
    const page = { title: 'What the tool sent', newestFirst, violations, homeUrl: lmsUrl(lms, '') };
    sendPage(lms, res, 'sent', { messages, violations }, page);
  };

/** `DELETE /:preset/sent` forgets it all, 204. */
export const clearSent =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    lms.state.received = [];
    lms.changed();
    res.status(204).end();
  };
