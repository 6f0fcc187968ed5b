import { z } from 'zod';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Family, Platform } from '../domain/platform.ts';
import { type Answer, jsonIn } from './answer.ts';
import { TokenRefused } from './ltijs.ts';
import { AddressRefused, NoAnswer } from './outbound.ts';
import { QUIRKS } from './quirks.ts';
import { SCOPES, type ServiceRequest, type Services } from './services.ts';

/** A grade as the LMS is to show it (AGS 2.0, section 3.4). Points of `maximum`. */
export interface Score {
  sub: string;
  points: number;
  maximum: number;
  comment: string;
  /** Strictly later than that of any score sent before for this student and line item. */
  timestamp: Date;
  submittedAt: Date | null;
  /** Nothing was sent to the LMS for this student before. */
  first: boolean;
  /** The LMS shows this comment already. */
  commentIsThere: boolean;
  /** An address that opens this student's work for a grader. */
  workUrl: string;
}

/**
 * What became of a score: `delivered`; `unknown`, the answer was lost or says that something newer is there: read
 * the result, then decide; `later`, it was not taken, try again; `refused`, trying again cannot help.
 * `cause` is a catalogue key, `detail` for the log and for the LMS's support.
 */
export type Outcome =
  | { kind: 'delivered' }
  | { kind: 'unknown' | 'later' | 'refused'; cause: string; detail: string; retryAfterMs?: number };

/** What the LMS shows for a student (AGS 2.0, section 3.3). */
export interface Result {
  points: number | null;
  maximum: number | null;
  comment: string;
}

const SCORE_TYPE = 'application/vnd.ims.lis.v1.score+json';
const RESULTS_TYPE = 'application/vnd.ims.lis.v2.resultcontainer+json';
export const LINE_ITEMS_TYPE = 'application/vnd.ims.lis.v2.lineitemcontainer+json';

export async function sendScore(
  services: Services,
  { platform, family, lineItemUrl }: { platform: Platform; family: Family; lineItemUrl: string },
  score: Score,
): Promise<Outcome> {
  try {
    const answer = await services.request(platform, {
      scope: SCOPES.score,
      url: below(lineItemUrl, 'scores'),
      accept: 'application/json',
      body: { type: SCORE_TYPE, json: scoreMessage(family, score) },
    });
    return outcomeOf(answer);
  } catch (error) {
    return failure(error);
  }
}

function scoreMessage(family: Family, score: Score): object {
  const withComment = score.comment !== '' && !(QUIRKS[family].commentsAppend && score.commentIsThere);
  return {
    userId: score.sub,
    scoreGiven: score.points,
    scoreMaximum: score.maximum,
    activityProgress: 'Completed',
    gradingProgress: 'FullyGraded',
    timestamp: score.timestamp.toISOString(),
    ...(withComment ? { comment: score.comment } : {}),
    ...(score.submittedAt ? { submission: { submittedAt: score.submittedAt.toISOString() } } : {}),
    ...QUIRKS[family].scoreExtension(score),
  };
}

/** Statuses as Canvas and Moodle use them (docs/decisions/0004). */
function outcomeOf({ status, headers, body }: Answer): Outcome {
  const detail = `${status} ${body.slice(0, 300)}`;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 409) return { kind: 'unknown', cause: 'newer-there', detail };
  if (status === 400 && /future/i.test(body)) return { kind: 'later', cause: 'clocks', detail };
  if (status === 400 && /timestamp/i.test(body)) return { kind: 'unknown', cause: 'newer-there', detail };
  if (status === 429 || (status === 403 && /rate limit/i.test(body))) {
    return { kind: 'later', cause: 'throttled', detail, ...retryAfter(headers) };
  }
  if (status === 408 || status === 425) return { kind: 'later', cause: 'lms-down', detail };
  if (status === 503) return { kind: 'later', cause: 'lms-down', detail, ...retryAfter(headers) };
  // Redirects are not followed; an LMS under maintenance sends everything elsewhere.
  if (status < 400) return { kind: 'later', cause: 'lms-down', detail };
  if (status >= 500) return { kind: 'unknown', cause: 'lms-down', detail };
  if (status === 401 || status === 403) return { kind: 'refused', cause: 'not-permitted', detail };
  if (status === 404 || status === 412) return { kind: 'later', cause: 'column-gone', detail };
  if (status === 422 && /attempts/i.test(body)) return { kind: 'later', cause: 'attempts-used', detail };
  return { kind: 'refused', cause: 'not-gradable', detail };
}

function failure(error: unknown): Outcome {
  // Only somebody who enters another address can change this.
  if (error instanceof AddressRefused)
    return { kind: 'refused', cause: 'address-refused', detail: error.message };
  if (error instanceof NoAnswer) {
    return { kind: error.sent ? 'unknown' : 'later', cause: 'lms-down', detail: error.message };
  }
  if (error instanceof TokenRefused) {
    const passing = error.status === 429 || error.status >= 500;
    return {
      kind: passing ? 'later' : 'refused',
      cause: passing ? 'lms-down' : 'not-permitted',
      detail: error.message,
    };
  }
  throw error;
}

function retryAfter(headers: Headers): { retryAfterMs?: number } {
  const seconds = Number(headers.get('retry-after'));
  return seconds > 0 ? { retryAfterMs: Math.min(seconds, 3600) * 1000 } : {};
}

const result = z.object({
  userId: z.union([z.string(), z.number()]).transform(String),
  resultScore: z.number().nullish(),
  resultMaximum: z.number().nullish(),
  comment: z.string().nullish(),
});

/**
 * What the LMS shows for one student; null where it shows nothing; undefined where it will not tell.
 * @throws LmsUnavailable where it may tell later
 */
export async function readResult(
  services: Services,
  { platform, lineItemUrl }: { platform: Platform; lineItemUrl: string },
  sub: string,
): Promise<Result | null | undefined> {
  const url = new URL(below(lineItemUrl, 'results'));
  url.searchParams.set('user_id', sub);
  const request = { scope: SCOPES.results, url: url.href, accept: RESULTS_TYPE };
  const results = await readList(services, platform, request, result);
  if (!results) return undefined;
  const own = results.find((one) => one.userId === sub);
  return own
    ? { points: own.resultScore ?? null, maximum: own.resultMaximum ?? null, comment: own.comment ?? '' }
    : null;
}

const lineItem = z.object({
  id: z.url(),
  tag: z.string().nullish(),
  resourceId: z.string().nullish(),
  resourceLinkId: z.string().nullish(),
});

/**
 * Finds the line item of a discussion among those of its course, by our own `resourceId` or the resource link.
 * One page only: Moodle's next links are malformed, and it gives everything at once.
 * @throws LmsUnavailable where it may be found later
 */
export async function findLineItem(
  services: Services,
  { platform, lineItemsUrl }: { platform: Platform; lineItemsUrl: string },
  wanted: { resourceId: string; resourceLinkId: string },
): Promise<string | null> {
  const request = { scope: SCOPES.lineItems, url: lineItemsUrl, accept: LINE_ITEMS_TYPE };
  const items = await readList(services, platform, request, lineItem);
  // A score goes with a token: only to where the list itself came from.
  const own = items?.filter(({ id }) => new URL(id).origin === new URL(lineItemsUrl).origin);
  const found =
    own?.find((item) => item.resourceId === wanted.resourceId) ??
    own?.find((item) => item.resourceLinkId === wanted.resourceLinkId);
  return found?.id ?? null;
}

/** @returns undefined where the LMS refuses or answers something else @throws LmsUnavailable */
async function readList<Item>(
  services: Services,
  platform: Platform,
  request: ServiceRequest,
  item: z.ZodType<Item>,
): Promise<Item[] | undefined> {
  const answer = await services.request(platform, request).catch(failure);
  if ('cause' in answer && answer.cause === 'address-refused')
    throw new LmsUnavailable(answer.detail, { problem: 'address-refused' });
  if ('status' in answer && (answer.status === 404 || answer.status === 412)) return undefined;
  const outcome = 'kind' in answer ? answer : outcomeOf(answer);
  if (outcome.kind === 'unknown' || outcome.kind === 'later') throw new LmsUnavailable(outcome.detail);
  if ('kind' in answer || outcome.kind === 'refused') return undefined;
  return z.array(item).safeParse(jsonIn(answer.body)).data;
}

/** `/scores` and `/results` go on the path, before a query (AGS 2.0, section 3.3.1): Moodle's line items have one. */
function below(lineItemUrl: string, name: 'scores' | 'results'): string {
  const url = new URL(lineItemUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${name}`;
  return url.href;
}
