import type { Request, Response } from 'express';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { LONGEST_REASON } from '../domain/moderation.ts';
import type { Pages } from './pages.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';
import type { Visit, VisitHandler } from './visit.ts';

/** What is asked before something is done that takes a reason. */
export interface Question {
  /** The sentences below this key: `title`, `what`, `reason`, `submit`. */
  sentences: string;
  /** What fills their gaps. */
  facts?: object;
  /** Where to go back to: below the visit. */
  back: string;
  /** The post that it is about. */
  html?: string;
}

/** Something that takes a reason: the question, and what is done with the answer. */
export interface Reasoned {
  question(tool: Pages, visit: Visit, request: Request): Promise<Question>;
  /** @returns where it leads: below the visit */
  carryOut(tool: Pages, visit: Visit, request: Request, reason: string): Promise<string>;
}

export const asking =
  ({ question }: Reasoned): VisitHandler =>
  async (tool, visit, request, response) =>
    ask(visit, await question(tool, visit, request), response);

/** Carries it out; asks again, with what was typed, where that will not do. */
export const deciding =
  ({ question, carryOut }: Reasoned): VisitHandler =>
  async (tool, visit, request, response) => {
    const { reason } = typedIn(request.body, ['reason']);
    try {
      response.redirect(303, visit.base + (await carryOut(tool, visit, request, reason)));
    } catch (error) {
      if (!(error instanceof InvalidInput || error instanceof Conflict)) throw error;
      const errors = error instanceof InvalidInput ? error.errors : { reason: error.reason };
      response.status(422);
      ask(visit, await question(tool, visit, request), response, { reason, errors });
    }
  };

function ask(
  { language: { t }, session, base }: Visit,
  { sentences, facts, back, html }: Question,
  response: Response,
  { reason, errors }: { reason: string; errors: Record<string, string> } = { reason: '', errors: {} },
): void {
  show(response, 'reason', {
    title: t(`${sentences}.title`, facts),
    what: t(`${sentences}.what`, facts),
    label: t(`${sentences}.reason`, facts),
    submit: t(`${sentences}.submit`, facts),
    csrf: session.csrfToken,
    back: base + back,
    html,
    keep: `${sentences} ${back}`,
    reason,
    errors,
    longest: LONGEST_REASON,
  });
}
