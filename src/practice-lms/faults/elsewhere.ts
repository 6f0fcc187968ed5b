import express, { type RequestHandler } from 'express';
import { type Lms, lmsUrl } from '../lms.ts';
import { notesOf, received, violation } from '../received.ts';

/** The loopback's other name is another host: whoever goes there has left the platform. */
export function elsewhereUrl(lms: Lms): string {
  const url = new URL(lmsUrl(lms, '/elsewhere'));
  url.hostname = url.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  return url.href;
}

/** Where redirects and false next pages lead: takes anything with a 200 and notes what should not have come along. */
export const elsewhere = (lms: Lms): RequestHandler[] => [
  received(lms, 'elsewhere'),
  express.text({ type: () => true, limit: '1mb' }),
  (req, res) => {
    notesOf(res).summary = 'Followed to another host';
    if (req.headers.authorization) {
      violation(res, 'Security Framework §4.1: the access token was sent to another host');
    }
    if (typeof req.body === 'string' && req.body) {
      violation(res, 'Security Framework §4.1: a request’s body was sent to another host');
    }
    res.json({});
  },
];
