import { type Actor, isGraded, mayGrade } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import { answer, ask, close, type Message } from '../domain/question.ts';
import type { Store } from '../store/index.ts';

type Said = Pick<Message, 'requestId' | 'text'>;

/**
 * A student asks about the grade that they were given: of what nobody gave there is nothing to ask.
 * @throws NotAllowed, NotFound, InvalidInput about `text`, Conflict
 */
export async function askAboutGrade(
  store: Store,
  { courseId, memberId, role }: Actor,
  { discussionId, ...said }: Said & { discussionId: string },
  now: Date,
): Promise<void> {
  if (!isGraded(role)) throw new NotAllowed('ask about a grade');
  const record = await store.grades.find(discussionId, memberId);
  if (record?.courseId !== courseId || !record.grade.released) throw new NotFound('grade');
  const message = { ...said, by: memberId, at: now };
  await store.questions.change({ courseId, discussionId, memberId }, (question) => ask(question, message));
}

/** @throws NotAllowed, NotFound, InvalidInput about `text` */
export async function answerAboutGrade(
  store: Store,
  actor: Actor,
  { discussionId, memberId, ...said }: Said & { discussionId: string; memberId: string },
  now: Date,
): Promise<void> {
  const message = { ...said, by: actor.memberId, at: now };
  await changeAsked(store, actor, { discussionId, memberId }, (question) => answer(question, message));
}

/** @throws NotAllowed, NotFound */
export async function closeQuestion(
  store: Store,
  actor: Actor,
  which: { discussionId: string; memberId: string },
): Promise<void> {
  await changeAsked(store, actor, which, close);
}

/** Graders begin nothing here: what they have to say of a grade is its comment. */
async function changeAsked(
  store: Store,
  { courseId, role }: Actor,
  { discussionId, memberId }: { discussionId: string; memberId: string },
  rule: typeof close,
): Promise<void> {
  if (!mayGrade(role)) throw new NotAllowed('answer about a grade');
  const discussion = await store.discussions.find(courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  await store.questions.change({ courseId, discussionId, memberId }, (question) => {
    if (!question) throw new NotFound('question');
    return rule(question);
  });
}
