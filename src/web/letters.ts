import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../domain/errors.ts';
import { ABOUT } from '../domain/letter.ts';
import { writeLetter } from '../usecases/writeLetter.ts';
import { requireGrader } from './grading.ts';
import { groupsView, letterForm, observeClass, previewOf, stillMeant, type Typed } from './letterForm.ts';
import { sentView } from './lettersSent.ts';
import type { Pages } from './pages.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

const about = z.enum(ABOUT);
const query = z.object({
  to: about.nullable().catch(null),
  student: z.string().max(100).catch(''),
  /** The letter whose readers are looked at. */
  open: z.string().max(100).catch(''),
  done: z.coerce.number().int().min(1).max(99_999).nullable().catch(null),
  dropped: z.coerce.number().int().min(1).max(99_999).nullable().catch(null),
});
const input = z.object({
  about: about.catch('chosen'),
  student: z.preprocess((value) => [value ?? []].flat(), z.array(z.string().max(100)).max(2000)).catch([]),
  text: z.string().catch(''),
  answers: z.literal('yes').nullable().catch(null),
  requestId: z.uuid().catch(() => randomUUID()),
});

const typedIn = ({ body }: Request): Typed => {
  const { student, answers, ...rest } = input.parse(body ?? {});
  return { ...rest, students: student, answers: answers !== null };
};

/** Whom a teacher can write to, the form to do so, and what was written to whom so far. */
export const lettersPage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const { to, student, open, done, dropped } = query.parse(request.query);
  const { t } = visit.language;
  const said = done ? [t('letters.done', { count: done })] : [];
  if (dropped) said.push(t('letters.dropped', { count: dropped }));
  await showLetters(tool, visit, response, { about: to, student, open, notice: said.join(' ') || null });
};

/** How it will be read, and by whom, before it is sent. */
export const previewLetter: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const typed = typedIn(request);
  await showLetters(tool, visit, response, { about: typed.about, typed, previews: true });
};

export const sendLetter: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const { students, ...typed } = typedIn(request);
  const observed = await observeClass(tool, visit, discussion);
  const to = stillMeant(observed, typed.about, students);
  try {
    const letter = await writeLetter(
      tool.store,
      visit.actor,
      { discussionId: discussion.id, ...typed, to, language: visit.language.code },
      visit.now,
    );
    tool.mail.wake();
    const dropped = students.length - to.length;
    const told = {
      open: letter.id,
      done: String(letter.to.length),
      ...(dropped > 0 ? { dropped: String(dropped) } : {}),
    };
    response.redirect(303, `${visit.base}/letters?${new URLSearchParams(told)}`);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    const refused = { ...typed, students };
    await showLetters(tool, visit, response, { about: typed.about, typed: refused, errors: error.errors });
  }
};

interface Shown {
  about: Typed['about'] | null;
  /** The one to write to, where they were chosen elsewhere. */
  student?: string;
  open?: string;
  typed?: Typed;
  errors?: Record<string, string>;
  previews?: boolean;
  notice?: string | null;
}

async function showLetters(
  tool: Pages,
  visit: Visit,
  response: Response,
  { about, student, open = '', typed, errors = {}, previews = false, notice = null }: Shown,
): Promise<void> {
  const { language, base, session } = visit;
  const discussion = await discussionOf(tool, visit);
  const observed = await observeClass(tool, visit, discussion);
  const preview = previews && typed ? await previewOf(tool, observed, typed) : null;
  show(response, 'letters', {
    title: language.t('letters.title', { title: discussion.title }),
    ...{ base, discussion, notice, csrf: session.csrfToken },
    groups: groupsView(observed, about),
    form: about && { ...letterForm(observed, about, { student, typed }), errors, preview },
    sent: await sentView(tool, observed, open),
  });
}
