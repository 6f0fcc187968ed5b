import { Conflict, InvalidInput } from './errors.ts';

/** A student's question about their grade waits for a grader, is answered, or was closed by one. */
export type QuestionState = 'open' | 'answered' | 'closed';

export type Message = {
  /** Made with the form, so that sending it twice says it once. */
  requestId: string;
  by: string;
  text: string;
  at: Date;
};

/** What a student and their graders say to each other about one grade, and nobody else reads. */
export type Question = { state: QuestionState; messages: Message[] };

export const LONGEST_MESSAGE = 4000;
/** More than any talk about a grade; whatever is longer is had better in person. */
export const MOST_MESSAGES = 60;

/** The student asks, or asks on. @throws InvalidInput about `text`, Conflict where a grader has closed it */
export function ask(question: Question | null, message: Message): Question {
  if (question && said(question, message)) return question;
  if (question?.state === 'closed') throw new Conflict('question.error.closed');
  return { state: 'open', messages: added(question, message) };
}

/** A grader answers; a closed one is open to the student again. @throws InvalidInput about `text` */
export function answer(question: Question, message: Message): Question {
  if (said(question, message)) return question;
  return { state: 'answered', messages: added(question, message) };
}

/** Nothing more is to be said, as far as the grader is concerned. */
export const close = (question: Question): Question => ({ ...question, state: 'closed' });

const said = ({ messages }: Question, { requestId, by }: Message): boolean =>
  messages.some((one) => one.requestId === requestId && one.by === by);

function added(question: Question | null, message: Message): Message[] {
  const messages = question?.messages ?? [];
  if (message.text === '') throw new InvalidInput({ text: 'question.error.empty' });
  if (message.text.length > LONGEST_MESSAGE) throw new InvalidInput({ text: 'question.error.tooLong' });
  if (messages.length >= MOST_MESSAGES) throw new InvalidInput({ text: 'question.error.tooMany' });
  return [...messages, message];
}
