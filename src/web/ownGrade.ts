import type { Response } from 'express';
import { isGraded } from '../domain/actor.ts';
import { NotAllowed } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import { askAboutGrade } from '../usecases/askAboutGrade.ts';
import { asked, measureReader } from './asked.ts';
import { answeredIn } from './checklist.ts';
import type { Language } from './language.ts';
import { noticeOf } from './notices.ts';
import type { Pages } from './pages.ts';
import { peopleIn } from './people.ts';
import { errorsIn, type QuestionForm, questionIn, questionView } from './question.ts';
import { show } from './views.ts';
import { discussionOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';

/** A student's own grade in the discussion: what was given, what it was reached by, and what they ask about it. */
export const ownGradePage: VisitHandler = async (tool, visit, request, response) => {
  requireStudent(visit);
  await showOwnGrade(tool, visit, response, { done: request.query.done });
};

export const sendQuestion: VisitHandler = async (tool, visit, request, response) => {
  requireStudent(visit);
  const { id: discussionId } = await discussionOf(tool, visit);
  const { typed, said } = questionIn(request);
  try {
    await askAboutGrade(tool.store, visit.actor, { discussionId, ...said }, visit.now);
  } catch (error) {
    const refused = { text: typed, requestId: said.requestId, errors: errorsIn(error) };
    response.status(422);
    return showOwnGrade(tool, visit, response, { refused });
  }
  response.redirect(303, `${visit.base}/grade?done=asked#question`);
};

async function showOwnGrade(
  tool: Pages,
  visit: Visit,
  response: Response,
  { refused, done }: { refused?: QuestionForm; done?: unknown },
): Promise<void> {
  const discussion = await discussionOf(tool, visit);
  const measured = await measureReader(tool, visit, discussion, await scopeIn(tool, visit, discussion));
  const people = await peopleIn(tool, visit, discussion, answeredIn(measured?.participation));
  const { language, base, actor } = visit;
  const own = asked(measured, discussion, people, visit, { page: 'grade', writes: false });
  const notice = noticeOf(done);
  show(response, 'own-grade', {
    title: language.t('ownGrade.title', { title: discussion.title }),
    base,
    discussion,
    notice: notice && language.t(notice),
    own,
    rubric: rubricOf(discussion, language),
    question:
      own?.grade && (await questionView(tool, visit, discussion, { memberId: actor.memberId, refused })),
  });
}

function requireStudent({ actor }: Visit): void {
  if (!isGraded(actor.role)) throw new NotAllowed('have a grade');
}

/** What is judged by a person, and what each level of it gives. */
function rubricOf({ rubric, scoring }: Discussion, { t, number }: Language) {
  if (!rubric || scoring === 'none') return null;
  return rubric.criteria.map(({ title, levels }) => ({
    title,
    levels: levels.map((level) => ({
      title: level.title,
      points: t('courseList.points', { count: level.points, maximum: number(level.points) }),
    })),
  }));
}
