import type { Request, Response } from 'express';
import { maySetUp } from '../domain/actor.ts';
import { InvalidInput, NotAllowed } from '../domain/errors.ts';
import { type Choices, type Knowing, wordErrors } from '../usecases/setUpDiscussion.ts';
import type { DryRun } from '../usecases/tryRules.ts';
import type { Beside } from './copied.ts';
import { keepKey } from './draftForm.ts';
import type { DryRunView } from './dryRun.ts';
import { acted } from './setUpActs.ts';
import { choicesIn, choicesSoFar, promptIn } from './setUpInput.ts';
import { previewOf } from './setUpPreview.ts';
import { type Typed, typedForm } from './setUpTyped.ts';
import { type Mistakes, questionsOf, rowsView, zonesView } from './setUpView.ts';
import { show } from './views.ts';
import type { Visit } from './visit.ts';

export interface Form {
  action: string;
  /** What the page is for: its heading and the words on its button. */
  kind: 'new' | 'copy' | 'settings' | 'choose';
  /** What stands beside the fields. */
  beside?: Beside;
  /** Discussions that could be taken instead. */
  others?: object[];
  /** Of a discussion that is there: when the LMS says it is due. */
  lmsDueAt?: Date | null;
  /** How it was before, and the way back to that. */
  previous?: object | null;
}

interface Shown extends Form {
  typed: Typed;
  errors?: Mistakes;
  /** The field to go on at. */
  focus?: string | null;
  /** With what was confirmed already. */
  dryRun?: DryRunView & { confirmed: string[] };
}

/** Reads the form and carries out what its button says; shows it again, as typed, where it is not to be kept yet. */
export async function submitted(
  visit: Visit,
  request: Request,
  response: Response,
  form: Form,
  carryOut: (choices: Choices, requestId: string, knowing: Knowing) => Promise<DryRun | null>,
  showDryRun?: (dryRun: DryRun) => Promise<DryRunView>,
): Promise<void> {
  requireSetUp(visit);
  const typed = typedForm(request.body);
  const act = (request.body as Record<string, unknown>)?.act;
  if (typeof act === 'string') return showActed(visit, response, form, acted(typed, act), act);
  try {
    const found = choicesIn(typed);
    if ('errors' in found)
      throw new InvalidInput({ ...wordErrors({ ...typed, ...promptIn(typed) }), ...found.errors });
    const choices = { ...found.choices, language: visit.language.code };
    const knowing = knowingIn(request.body, typed);
    const dryRun = await carryOut(choices, typed.requestId, knowing);
    if (!dryRun || !showDryRun) return;
    const { confirmed } = knowing;
    showForm(visit, response, { ...form, typed, dryRun: { ...(await showDryRun(dryRun)), confirmed } });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    showForm(visit, response, { ...form, typed, errors: error.errors });
  }
}

/** A look at it says what is wrong as well; a row that was just added has nothing wrong yet. */
function showActed(
  visit: Visit,
  response: Response,
  form: Form,
  { typed, focus }: ReturnType<typeof acted>,
  act: string,
): void {
  const found = act === 'preview' ? choicesIn(typed) : null;
  const errors = found && 'errors' in found ? found.errors : {};
  showForm(visit, response, { ...form, typed, errors, focus });
}

export function showForm(visit: Visit, response: Response, shown: Shown): void {
  const { language, session, base } = visit;
  const { typed, errors = {}, action, kind, beside, others, focus = null, dryRun, previous } = shown;
  const preview = previewOf(choicesSoFar(typed), visit, shown.lmsDueAt ?? beside?.lmsDueAt ?? null);
  show(response, 'set-up', {
    title: language.t(`setUp.${kind}.title`, typed),
    csrf: session.csrfToken,
    action,
    keep: keepKey(session.memberId, kind, session.discussionId ?? session.resourceLinkId ?? session.courseId),
    base,
    typed,
    errors,
    hasErrors: Object.keys(errors).length > 0,
    submit: language.t(`setUp.${kind}.submit`),
    back: kind === 'settings' ? `${base}/discussion` : null,
    isNew: kind === 'new' || kind === 'choose',
    ...beside,
    others,
    choosing: kind === 'choose',
    ...questionsOf(typed, errors, language),
    ...rowsView(typed, errors, focus, language),
    zones: zonesView(typed.zone),
    preview,
    dryRun,
    previous,
  });
}

export function requireSetUp({ actor }: Visit): void {
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
}

/** The consequences that somebody has read, each with a tick, and what they had before them. */
function knowingIn(body: unknown, { seen }: Typed): Knowing {
  const confirmed = [(body as Record<string, unknown>)?.confirmed].flat();
  const at = new Date(seen);
  return {
    confirmed: confirmed.filter((key) => typeof key === 'string'),
    seen: Number.isNaN(at.getTime()) ? null : at,
  };
}
