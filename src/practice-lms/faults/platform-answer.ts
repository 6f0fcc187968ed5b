import type { Request } from 'express';
import type { Lms } from '../lms.ts';
import { jsonIn, type ScoreMessage } from '../services/score-message.ts';
import type { PlatformAnswer } from './answers.ts';
import type { Fault, FaultKind } from './fault.ts';

/** What a platform answers by its own rules; a kind that is not here, it does not have. */
export type FaultAnswers = Partial<Record<FaultKind, (call: FaultCall) => PlatformAnswer>>;

export interface FaultCall {
  fault: Fault;
  req: Request;
  /** The score in the body, as far as there is one. */
  score: ScoreMessage;
  /** An error as the platform's services word it. */
  error(status: number, reason: string): PlatformAnswer;
}

/** What this platform says of this fault. */
export function platformAnswer(lms: Lms, fault: Fault, req: Request): PlatformAnswer {
  const answer = lms.preset.faultAnswers[fault.kind];
  if (!answer) throw new Error(`${lms.preset.product} has no ${fault.kind}`);
  const request = { method: req.method, url: req.originalUrl };
  const error = (status: number, reason: string): PlatformAnswer => ({
    status,
    type: 'application/json',
    body: JSON.stringify(lms.preset.serviceError(status, reason, request)),
  });
  const said = answer({ fault, req, score: jsonIn(req.body), error });
  const later = fault.retryAfter !== undefined && { 'Retry-After': String(fault.retryAfter) };
  return { ...said, headers: { ...said.headers, ...later } };
}
