import { z } from 'zod';
import { Conflict, InvalidInput } from '../domain/errors.ts';
import { apartIn } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import { gradeStudent, noteStudent, releaseGrade, resendGrade, undoGrade } from '../usecases/gradeStudent.ts';
import { dropSnippet, keepSnippet } from '../usecases/keepSnippet.ts';
import { type GradeInput, gradeInput, marksIn, pointsIn, sharesIn } from './gradeForm.ts';
import { showStudent } from './gradeOne.ts';
import { requireGrader } from './grading.ts';
import { listingIn, queryOf } from './gradingList.ts';
import type { Pages } from './pages.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/** Keeps the decision, then stays, goes to the next student, or releases: as the button says. */
export const grade: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const typed = gradeInput(request.body);
  const discussion = await discussionOf(tool, visit);
  const memberId = String(request.params.member);
  try {
    if (/^(use|keep|drop)/.test(typed.after)) {
      const form = await withSnippet(tool, visit, typed);
      const fresh = await memberAgain(tool, visit);
      return await showStudent(tool, fresh, discussion, request, response, { form, errors: {} });
    }
    await decide(tool, visit, discussion, memberId, typed);
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof Conflict)) throw error;
    const errors = error instanceof InvalidInput ? error.errors : { points: error.reason };
    // Whoever has seen another's note may replace it.
    const theirs = error instanceof InvalidInput ? error.typed.theirs : undefined;
    const form = theirs === undefined ? typed : { ...typed, noteWas: theirs, theirs };
    response.status(422);
    return showStudent(tool, visit, discussion, request, response, { form, errors });
  }
  tool.deliveries.wake();
  response.redirect(303, afterGrading(visit, memberId, typed, queryOf(listingIn(request.query))));
};

async function decide(
  { store }: Pages,
  { actor, now }: Visit,
  discussion: Discussion,
  memberId: string,
  typed: GradeInput,
): Promise<void> {
  const { id: discussionId, rubric } = discussion;
  const { comment, note, noteWas, why, seen, after } = typed;
  if (after !== 'note') {
    const marks = marksIn(typed, rubric);
    const shares = sharesIn(typed, apartIn(discussion), marks);
    const points = pointsIn(typed, rubric, marks, shares);
    const decision = { discussionId, memberId, points, comment, marks, shares, why, seen };
    await gradeStudent(store, actor, decision, now);
  }
  if (note !== noteWas) await noteStudent(store, actor, { discussionId, memberId, note, was: noteWas });
  if (after === 'release') await releaseGrade(store, actor, { discussionId, memberId }, now);
}

function afterGrading({ base }: Visit, memberId: string, { after, next }: GradeInput, query: string): string {
  const and = query ? `${query}&` : '?';
  const graded = `${and}graded=${encodeURIComponent(memberId)}`;
  // Without a place of its own the page would open at the form's.
  if (after === 'note') return `${base}/grading/${memberId}${query}#decide`;
  if (after !== 'next') return `${base}/grading/${memberId}${graded}#decided`;
  return next ? `${base}/grading/${encodeURIComponent(next)}${graded}#work` : `${base}/grading${query}`;
}

/** The form with a snippet in its comment, or with its comment kept as one, or with one less to choose from. */
async function withSnippet(
  { store }: Pages,
  { actor, member }: Visit,
  typed: GradeInput,
): Promise<GradeInput> {
  const [what, index] = typed.after.split('-');
  const snippet = member.snippets[Number(index)];
  if (what === 'keep') await keepSnippet(store, actor, typed.comment);
  if (what === 'drop' && snippet) await dropSnippet(store, actor, snippet);
  if (what !== 'use' || !snippet) return typed;
  return { ...typed, comment: [typed.comment, snippet].filter(Boolean).join('\n\n') };
}

async function memberAgain({ store }: Pages, visit: Visit): Promise<Visit> {
  const member = await store.members.find(visit.actor.courseId, visit.actor.memberId);
  return member ? { ...visit, member } : visit;
}

const taking = z.object({ was: z.coerce.number().pipe(z.coerce.date()).nullable().catch(null) });

/** Takes back what was just decided. */
export const undo: VisitHandler = async (tool, visit, request, response) => {
  const { was: seen } = taking.parse(request.body ?? {});
  const discussion = await discussionOf(tool, visit);
  const memberId = String(request.params.member);
  await undoGrade(tool.store, visit.actor, { discussionId: discussion.id, memberId, seen }, visit.now);
  const query = queryOf(listingIn(request.query));
  response.redirect(303, `${visit.base}/grading/${memberId}${query ? `${query}&` : '?'}undone#decided`);
};

export const resend: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  const memberId = String(request.params.member);
  await resendGrade(tool.store, visit.actor, { discussionId: discussion.id, memberId }, visit.now);
  tool.deliveries.wake();
  const from = request.body.from === 'gradebook' ? 'gradebook' : `grading/${memberId}`;
  response.redirect(303, `${visit.base}/${from}`);
};
