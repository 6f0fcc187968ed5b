import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { DateTime, IANAZone } from 'luxon';
import { z } from 'zod';
import { maySetUp } from '../domain/actor.ts';
import { isWholeHundredths, MOST_REPLIES } from '../domain/discussion.ts';
import { EDITING, HISTORY } from '../domain/editing.ts';
import { InvalidInput, NotAllowed } from '../domain/errors.ts';
import { GROUPINGS } from '../domain/opening.ts';
import type { Format } from '../domain/post.ts';
import type { Discussion } from '../store/discussions.ts';
import { type Choices, wordErrors } from '../usecases/setUpDiscussion.ts';
import type { Beside } from './copied.ts';
import { keepKey } from './draftForm.ts';
import type { Language } from './language.ts';
import { typedIn } from './typed.ts';
import { show } from './views.ts';
import type { Visit } from './visit.ts';

/** The form as it is shown: everything as typed. */
export type Typed = Record<Exclude<keyof Choices, 'language'> | 'promptHtml' | 'requestId', string>;

/** What was typed as a number, with a decimal point or comma; nothing typed is no number. */
const number = z
  .string()
  .transform((typed) => (typed.trim() === '' ? Number.NaN : Number(typed.replace(',', '.'))));
const whole = (least: number, most: number) =>
  number.pipe(
    z
      .number('setUp.error.number')
      .int('setUp.error.whole')
      .min(least, 'setUp.error.bounds')
      .max(most, 'setUp.error.bounds'),
  );
/** In minutes. */
const A_WEEK = 7 * 24 * 60;
const localTime = z
  .string()
  .refine(
    (text) => text === '' || (/^20\d\d-\d\d-\d\dT\d\d:\d\d$/.test(text) && DateTime.fromISO(text).isValid),
    'setUp.error.date',
  );

/** One of two choices, of which the other is what was there before. */
const yes = z.string().transform((typed) => typed === 'yes');

const input = z.object({
  title: z.string().max(255, 'setUp.error.titleTooLong'),
  promptText: z.string(),
  promptHtml: z.string(),
  promptFormat: z.enum(['plain', 'rich']).catch('plain'),
  maximum: number.pipe(
    z
      .number('setUp.error.number')
      .min(0.01, 'setUp.error.maximum')
      .max(10_000, 'setUp.error.bounds')
      .refine(isWholeHundredths, 'grade.error.twoDecimals'),
  ),
  replies: whole(0, MOST_REPLIES),
  postMinimumWords: whole(0, 10_000),
  replyMinimumWords: whole(0, 10_000),
  postDueAt: localTime,
  repliesDueAt: localTime,
  editing: z.enum(EDITING).catch('always'),
  editMinutes: number.pipe(
    z
      .number('setUp.error.minutes')
      .int('setUp.error.minutes')
      .min(0, 'setUp.error.minutes')
      .max(A_WEEK, 'setUp.error.minutes'),
  ),
  history: z.enum(HISTORY).catch('teachers'),
  postFirst: yes,
  aliases: yes,
  groups: z.enum(GROUPINGS).catch('none'),
  zone: z.string().refine((zone) => IANAZone.isValidZone(zone), 'setUp.error.zone'),
});

export interface Form {
  action: string;
  /** What the page is for: its heading and the words on its button. */
  kind: 'new' | 'copy' | 'settings' | 'choose';
  /** What stands beside the fields. */
  beside?: Beside;
  /** Discussions that could be taken instead. */
  others?: object[];
}

/** Reads the form and carries it out; shows it again, as typed, where something is wrong with it. */
export async function submitted(
  visit: Visit,
  request: Request,
  response: Response,
  form: Form,
  carryOut: (choices: Choices, requestId: string, confirmed: string[]) => Promise<void>,
): Promise<void> {
  requireSetUp(visit);
  const typed = typedForm(request.body);
  const parsed = input.safeParse(typed);
  try {
    if (!parsed.success)
      throw new InvalidInput({
        ...wordErrors({ ...typed, ...promptIn(typed) }),
        ...fieldErrors(parsed.error),
      });
    const choices = { ...choicesOf(parsed.data), language: visit.language.code };
    await carryOut(choices, typed.requestId, confirmedIn(request.body));
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    showForm(visit, response, { typed, errors: error.errors, ...form });
  }
}

export function showForm(
  { language, session, base }: Visit,
  response: Response,
  { typed, errors, action, kind, beside, others }: Form & { typed: Typed; errors: Record<string, string> },
): void {
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
    reading: [
      choice('postFirst', ['no', 'yes'], { typed, errors }, language),
      choice('aliases', ['no', 'yes'], { typed, errors }, language),
      choice('groups', GROUPINGS, { typed, errors }, language),
    ],
    editing: choice('editing', EDITING, { typed, errors }, language),
    history: choice('history', HISTORY, { typed, errors }, language),
    zones: zonesWith(typed.zone).map((zone) => ({ zone, chosen: zone === typed.zone })),
  });
}

export function requireSetUp({ actor }: Visit): void {
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
}

/** A question with a few answers, each a sentence of the catalogue. */
function choice(
  name: 'postFirst' | 'aliases' | 'groups' | 'editing' | 'history',
  values: readonly string[],
  { typed, errors }: { typed: Typed; errors: Record<string, string> },
  { t }: Language,
) {
  return {
    name,
    label: t(`setUp.${name}.label`),
    hint: t(`setUp.${name}.hint`),
    error: errors[name],
    // What is asked once more, and not what is wrong.
    confirm: errors[name]?.startsWith('opening.confirm.'),
    options: values.map((value) => {
      return { value, text: t(`setUp.${name}.${value}`), chosen: value === typed[name] };
    }),
  };
}

const FRESH = {
  ...{ maximum: '10', replies: '2', postMinimumWords: '0', replyMinimumWords: '0', zone: 'UTC' },
  ...{
    postFirst: 'no',
    aliases: 'no',
    groups: 'none',
    editing: 'always',
    editMinutes: '30',
    history: 'teachers',
  },
};
const NO_PROMPT = { promptText: '', promptHtml: '', promptFormat: 'plain' };

export function freshForm(title = ''): Typed {
  return { ...FRESH, ...NO_PROMPT, title, postDueAt: '', repliesDueAt: '', requestId: randomUUID() };
}

export function formOf(discussion: Discussion): Typed {
  const { title, promptText, promptFormat, maximum, requirements, zone } = discussion;
  const { postFirst, aliases, groups, editing, editMinutes, history } = discussion;
  const [post, ...replies] = requirements;
  const local = (date: Date | null | undefined) =>
    date ? DateTime.fromJSDate(date, { zone }).toFormat("yyyy-MM-dd'T'HH:mm") : '';
  return {
    title,
    promptText: promptFormat === 'rich' ? '' : promptText,
    promptHtml: promptFormat === 'rich' ? promptText : '',
    promptFormat,
    maximum: String(maximum),
    replies: String(replies.length),
    postMinimumWords: String(post?.minimumWords ?? 0),
    replyMinimumWords: String(replies[0]?.minimumWords ?? 0),
    postDueAt: local(post?.dueAt),
    repliesDueAt: local(replies[0]?.dueAt),
    zone,
    editing,
    editMinutes: editing === 'minutes' ? String(editMinutes) : FRESH.editMinutes,
    history,
    postFirst: postFirst ? 'yes' : 'no',
    aliases: aliases ? 'yes' : 'no',
    groups,
    requestId: '',
  };
}

function typedForm(body: unknown): Typed {
  const typed = typedIn(body, Object.keys(freshForm()) as (keyof Typed)[]);
  // Left empty, it is not what anybody asked about.
  const editMinutes = typed.editMinutes.trim() || FRESH.editMinutes;
  return { ...typed, editMinutes, requestId: typed.requestId.slice(0, 100) || randomUUID() };
}

/** The consequences that somebody has read, each with a tick. */
const confirmedIn = (body: unknown): string[] =>
  [(body as Record<string, unknown>)?.confirmed].flat().filter((key) => typeof key === 'string');

/** The prompt as typed in an editor, or in a plain field. */
function promptIn({ promptText, promptHtml, promptFormat }: Pick<Typed, keyof typeof NO_PROMPT>) {
  const format: Format = promptFormat === 'rich' ? 'rich' : 'plain';
  return { promptText: format === 'rich' ? promptHtml : promptText, promptFormat: format };
}

/** A time means its whole minute: what comes at 23:59:40 is not late for 23:59. */
function choicesOf({
  postDueAt,
  repliesDueAt,
  promptHtml,
  ...rest
}: z.infer<typeof input>): Omit<Choices, 'language'> {
  const instant = (local: string) =>
    local ? DateTime.fromISO(local, { zone: rest.zone }).endOf('minute').toJSDate() : null;
  const prompt = promptIn({ ...rest, promptHtml });
  return { ...rest, ...prompt, postDueAt: instant(postDueAt), repliesDueAt: instant(repliesDueAt) };
}

function fieldErrors(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]));
}

/** Every zone, and the one at hand even under a name that this system does not list. */
const zonesWith = (zone: string) => [...new Set(['UTC', zone, ...Intl.supportedValuesOf('timeZone')])];
