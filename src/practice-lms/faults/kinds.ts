import { setTimeout as delay } from 'node:timers/promises';
import type { NextFunction, Response } from 'express';
import type { Lms } from '../lms.ts';
import { cutMidway, insteadOfAnswer, sendAnswer, trickle } from './answers.ts';
import { elsewhereUrl } from './elsewhere.ts';
import {
  EVERYWHERE,
  FAULT_KINDS,
  type Fault,
  type FaultKind,
  GRADE_SERVICES,
  type Place,
  SERVICES,
} from './fault.ts';
import { platformAnswer } from './platform-answer.ts';
import { isFull } from './quota.ts';

/** A call that a fault strikes. */
export interface Struck {
  lms: Lms;
  fault: Fault;
  res: Response;
  next: NextFunction;
}

interface Kind {
  /** One sentence for the page. */
  words: string;
  /** Where it can strike. */
  at: Place[];
  /** Answers, or lets the platform go on with `next`. */
  strike(call: Struck): void;
  /** The platform's own words are needed for it. */
  byPlatform?: true;
  /** Besides what every fault has to match. */
  onlyIf?(lms: Lms, res: Response): boolean;
}

const STEP_MS = 1000;

/** The platform's own words for it, instead of doing what was asked. */
const answered = (words: string, at: Place[]): Kind => ({
  words,
  at,
  byPlatform: true,
  strike: (call) => sendInstead(call),
});

/** Does what was asked, then answers otherwise. */
const afterwards = (words: string, answer: (call: Struck, body: Buffer) => void, at = EVERYWHERE): Kind => ({
  words,
  at,
  strike(call) {
    insteadOfAnswer(call.res, (body) => answer(call, body));
    call.next();
  },
});

export const KINDS: Record<FaultKind, Kind> = {
  latency: {
    words: 'The answer is right, and comes after the wait.',
    at: EVERYWHERE,
    // A practice LMS that was closed does not stay for it.
    strike: ({ fault, next }) => void setTimeout(next, fault.delayMs ?? STEP_MS).unref(),
  },
  'expired-token': {
    words: 'The access token in hand has expired: it is refused until the tool fetches another.',
    at: SERVICES,
    strike({ lms, res, next }) {
      expire(lms, res.req.headers.authorization);
      next();
    },
  },
  'scope-subset': {
    words: 'The token is granted for fewer scopes than were asked for: not for sending scores.',
    at: ['token'],
    strike({ fault, res, next }) {
      res.locals.withheldScopes = fault.without ?? ['score'];
      next();
    },
  },
  'throttle-403': answered('Too many requests, said with a 403.', [...SERVICES, 'token']),
  'throttle-429': answered('Too many requests, said with a 429 and Retry-After.', [...SERVICES, 'token']),
  quota: {
    ...answered('The platform’s own quota is enforced: calls in parallel use it up.', SERVICES),
    onlyIf: (lms, res) => isFull(lms, res.req),
  },
  'error-before': answered('A server error, and nothing was done.', EVERYWHERE),
  'error-after': afterwards('Everything was done, and a server error is the answer.', (call) =>
    sendInstead(call),
  ),
  'cut-before': {
    words: 'The connection is cut, and nothing was done.',
    at: EVERYWHERE,
    strike: ({ res }) => void res.socket?.destroy(),
  },
  'cut-after': afterwards('Everything was done, and the connection is cut in the middle of the answer.', cut),
  'slow-answer': {
    words: 'Everything was done at once, and the answer comes when the wait is over: the work is part of it.',
    at: EVERYWHERE,
    strike({ fault, res, next }) {
      const over = delay(fault.delayMs ?? STEP_MS, undefined, { ref: false });
      insteadOfAnswer(res, (body) => void over.then(() => res.end(body)));
      next();
    },
  },
  'slow-headers': afterwards(
    'Everything was done, and the answer comes one byte at a time (slow loris).',
    ({ fault, res }, body) => trickle(res, body, 'all', fault.delayMs ?? STEP_MS),
  ),
  'slow-body': afterwards(
    'Everything was done; the headers come at once, the body one byte at a time.',
    ({ fault, res }, body) => trickle(res, body, 'body', fault.delayMs ?? STEP_MS),
  ),
  'item-gone': answered('The line item is not there.', ['lineItem', 'scores', 'results']),
  'item-refused': answered('The line item is there, and not the tool’s any more.', [
    'lineItem',
    'scores',
    'results',
  ]),
  'cannot-be-graded': answered('This person cannot be graded.', ['scores']),
  'attempts-exhausted': answered('The student has no attempts left.', ['scores']),
  'course-concluded': answered('The course is over.', GRADE_SERVICES),
  'same-second': answered('Somebody else changed this grade just now: the score is too old.', ['scores']),
  redirect: {
    words: 'A redirect to another host. Whoever follows with the token, or with grades, is noted down.',
    at: [...SERVICES, 'token'],
    strike({ lms, fault, res }) {
      const status = Math.min(fault.status ?? 302, 399);
      const headers = { location: elsewhereUrl(lms) };
      sendAnswer(res, { status, type: 'text/html', body: 'Moved', headers });
    },
  },
  malformed: afterwards('Everything was done, and the answer is not what it says it is.', garbled),
  'sign-in-page': answered('A sign-in page with a 200, and nothing was done.', EVERYWHERE),
  'next-loop': afterwards(
    'The roster’s next page is the same page again.',
    (call, body) => withNext(call, body, call.lms.site.origin + call.res.req.originalUrl),
    ['members'],
  ),
  'next-elsewhere': afterwards(
    'The roster’s next page is on another host. Whoever follows with the token is noted down.',
    (call, body) => withNext(call, body, elsewhereUrl(call.lms)),
    ['members'],
  ),
};

function sendInstead({ lms, fault, res }: Struck): void {
  sendAnswer(res, platformAnswer(lms, fault, res.req));
}

function cut({ res }: Struck, body: Buffer): void {
  cutMidway(res, body);
}

function garbled({ lms, res }: Struck, body: Buffer): void {
  res.removeHeader('content-length');
  res.end(lms.preset.garbled(body.toString()));
}

function withNext({ res }: Struck, body: Buffer, url: string): void {
  res.set('Link', `<${url}>; rel="next"`);
  res.end(body);
}

function expire(lms: Lms, authorization: string | undefined): void {
  const known = lms.memory.tokens.get(/^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '');
  if (known) known.expiresAt = 0;
}

/** What can go wrong on this platform. */
export const kindsOf = (lms: Lms): FaultKind[] =>
  FAULT_KINDS.filter((kind) => !KINDS[kind].byPlatform || lms.preset.faultAnswers[kind]);
