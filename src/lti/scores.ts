import type { Family, Platform } from '../domain/platform.ts';
import { failure, type Outcome, outcomeOf } from './outcome.ts';
import { QUIRKS } from './quirks.ts';
import { SCOPES, type Services } from './services.ts';
import { below } from './urls.ts';

/** What every message about a student's work has (AGS 2.0, section 3.4). */
interface Message {
  sub: string;
  /** Strictly later than that of any score sent before for this student and line item. */
  timestamp: Date;
  submittedAt: Date | null;
  /** An address that opens this student's work for a grader. */
  workUrl: string;
  /** Not to be sent any more after so long. */
  withinMs: number;
}

/** A grade as the LMS is to show it. Points of `maximum`. */
export interface Score extends Message {
  points: number;
  maximum: number;
  comment: string;
  /** Nothing was sent to the LMS for this student before. */
  first: boolean;
  /** The LMS shows this comment already. */
  commentIsThere: boolean;
}

/** That there is work to grade, and no grade yet. */
export type Signal = Message & { submittedAt: Date };

interface Column {
  platform: Platform;
  family: Family;
  lineItemUrl: string;
}

const SCORE_TYPE = 'application/vnd.ims.lis.v1.score+json';

export const sendScore = (services: Services, column: Column, score: Score): Promise<Outcome> =>
  post(services, column, score, scoreMessage(column.family, score));

/** Only where an LMS keeps the grade that is there: see `signals` in quirks. */
export const sendSignal = (services: Services, column: Column, signal: Signal): Promise<Outcome> =>
  post(services, column, signal, {
    userId: signal.sub,
    activityProgress: 'Submitted',
    gradingProgress: 'PendingManual',
    timestamp: signal.timestamp.toISOString(),
    submission: { submittedAt: signal.submittedAt.toISOString() },
    ...QUIRKS[column.family].signalExtension(signal),
  });

async function post(
  services: Services,
  { platform, lineItemUrl }: Column,
  { withinMs }: Message,
  json: object,
): Promise<Outcome> {
  try {
    const answer = await services.request(platform, {
      withinMs,
      scope: SCOPES.score,
      url: below(lineItemUrl, 'scores'),
      accept: 'application/json',
      body: { type: SCORE_TYPE, json },
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
