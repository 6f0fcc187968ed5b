import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import { isGraded } from '../domain/actor.ts';
import { Conflict, InvalidInput, NotFound } from '../domain/errors.ts';
import { LONGEST_MESSAGE, type Question } from '../domain/question.ts';
import type { Discussion } from '../store/discussions.ts';
import { answerAboutGrade, closeQuestion } from '../usecases/askAboutGrade.ts';
import { keepKey } from './draftForm.ts';
import { requireGrader } from './grading.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf, type Seen } from './people.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

export interface QuestionForm {
  text: string;
  requestId: string;
  errors: Record<string, string>;
}

const input = z.object({
  text: z.string().catch(''),
  requestId: z.uuid().catch(() => randomUUID()),
});
export const questionIn = ({ body }: Request) => {
  const { text, requestId } = input.parse(body ?? {});
  return { typed: text, said: { text: text.replace(/\r\n?/g, '\n').trim(), requestId } };
};

/** The errors of a form to show again. @throws what is none of these */
export function errorsIn(error: unknown): Record<string, string> {
  if (error instanceof InvalidInput) return error.errors;
  if (error instanceof Conflict) return { text: error.reason };
  throw error;
}

/** What was said about one grade, and the form to go on: the same for the student and their graders. */
export async function questionView(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  { memberId, refused = null }: { memberId: string; refused?: QuestionForm | null },
) {
  const question = await tool.store.questions.find(discussion.id, memberId);
  const who = isGraded(visit.actor.role) ? ('student' as const) : ('grader' as const);
  if (!question && who === 'grader') return null;
  const people = await peopleIn(tool, visit, discussion, question?.messages.map(({ by }) => by) ?? []);
  const { base, language, actor } = visit;
  const { t } = language;
  const action = who === 'student' ? `${base}/grade/question` : `${base}/grading/${memberId}/question`;
  return {
    title: t(`question.title.${who}`),
    what: t(`question.what.${who}`),
    state: question && t(`question.state.${question.state}`),
    messages: messagesOf(question, people, discussion, visit),
    label: t(`question.label.${question ? 'goOn' : 'ask'}`),
    send: t(`question.send.${who}`),
    form: who === 'student' && question?.state === 'closed' && !refused ? null : formOf(refused),
    refused,
    action,
    close: who === 'grader' && question?.state !== 'closed' ? `${action}/close` : null,
    csrf: visit.session.csrfToken,
    longest: LONGEST_MESSAGE,
    keep: keepKey(actor.memberId, discussion.id, memberId, 'question'),
  };
}

const formOf = (refused: QuestionForm | null): QuestionForm =>
  refused ?? { text: '', requestId: randomUUID(), errors: {} };

function messagesOf(
  question: Question | null,
  people: Map<string, Seen>,
  { zone }: Discussion,
  { actor, language }: Visit,
) {
  return (question?.messages ?? []).map(({ by, at, text }) => ({
    name: by === actor.memberId ? language.t('question.you') : personOf(people.get(by), language).name,
    at: language.date(at, zone),
    paragraphs: text.split(/\n{2,}/).filter(Boolean),
  }));
}

/** Answers, and goes back to the student's work; what will not do is shown again on a page of its own. */
export const answerQuestion: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const memberId = String(request.params.member);
  const { typed, said } = questionIn(request);
  try {
    await answerAboutGrade(
      tool.store,
      visit.actor,
      { discussionId: discussion.id, memberId, ...said },
      visit.now,
    );
  } catch (error) {
    const refused = { text: typed, requestId: said.requestId, errors: errorsIn(error) };
    const question = await questionView(tool, visit, discussion, { memberId, refused });
    if (!question) throw new NotFound('question');
    response.status(422);
    return show(response, 'question', { ...question, back: `${visit.base}/grading/${memberId}` });
  }
  response.redirect(303, `${visit.base}/grading/${memberId}#question`);
};

export const endQuestion: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const { id: discussionId } = await discussionOf(tool, visit);
  const memberId = String(request.params.member);
  await closeQuestion(tool.store, visit.actor, { discussionId, memberId });
  response.redirect(303, `${visit.base}/grading/${memberId}#question`);
};

/** Whose questions wait for an answer, and how many there are; null where none does. */
export async function openQuestions(tool: Pages, visit: Visit, discussion: Discussion) {
  const asking = await tool.store.questions.openIn(discussion.id);
  if (asking.length === 0) return null;
  const people = await peopleIn(tool, visit, discussion, asking);
  const { base, language } = visit;
  return {
    text: language.t('question.open', { count: asking.length }),
    students: asking.map((id) => ({
      name: personOf(people.get(id), language).name,
      href: `${base}/grading/${id}#question`,
    })),
  };
}
