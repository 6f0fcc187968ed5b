import type { Request, Response } from 'express';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { LONGEST_REASON } from '../domain/moderation.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';
import type { Visit } from './visit.ts';

/** What is about to be decided, and where to go back to. */
export interface Question {
  /** The sentences: `moderation.hide.title`, `.what`, `.reason`, `.submit`. */
  kind: 'hide' | 'lockThread' | 'lock' | 'mute';
  facts?: object;
  back: string;
  html?: string;
}

/** Asks for the reason. */
export function ask(
  { language: { t }, session, base }: Visit,
  response: Response,
  { kind, facts, back, html }: Question,
  { reason = '', errors = {} }: { reason?: string; errors?: Record<string, string> } = {},
): void {
  if (Object.keys(errors).length > 0) response.status(422);
  const words = ['what', 'reason', 'submit'].map((part) => [part, t(`moderation.${kind}.${part}`, facts)]);
  show(response, 'moderate', {
    title: t(`moderation.${kind}.title`, facts),
    ...Object.fromEntries(words),
    csrf: session.csrfToken,
    back: base + back,
    html,
    keep: `${kind} ${back}`,
    typed: reason,
    errors,
    longest: LONGEST_REASON,
  });
}

/** Carries it out with the reason that was typed; asks again where that will not do. */
export async function decide(
  visit: Visit,
  request: Request,
  response: Response,
  question: () => Promise<Question>,
  act: (reason: string) => Promise<string>,
): Promise<void> {
  const { reason } = typedIn(request.body, ['reason']);
  try {
    response.redirect(303, visit.base + (await act(reason)));
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Conflict)) throw error;
    const errors = error instanceof InvalidInput ? error.errors : { reason: error.reason };
    ask(visit, response, await question(), { reason, errors });
  }
}
