import { rubricMost } from '../domain/rubric.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Language } from './language.ts';

/** The rules that a student should know of, a sentence each; what goes without saying is not said. */
export function termsOf(discussion: Discussion, { t, date, number }: Language): string[] {
  const { scoring, late, latePercent, opensAt, closesAt, zone, rubric, requirements, lmsDueAt } = discussion;
  const { byPost, bestPosts } = discussion;
  const graded = scoring !== 'none';
  const dated = lmsDueAt !== null || requirements.some(({ dueAt }) => dueAt !== null);
  const byRubric = rubricMost(rubric);
  return [
    ...(graded ? [] : [t('terms.ungraded')]),
    ...(scoring === 'whole' ? [t('terms.whole')] : []),
    ...(graded && byRubric > 0 ? [t('terms.rubric', { points: number(byRubric), count: byRubric })] : []),
    ...(graded && byRubric > 0 && byPost !== 'off'
      ? [t(`terms.byPost.${byPost}`, { count: bestPosts })]
      : []),
    ...(graded && dated ? [t(`terms.late.${late}`, { percent: number(latePercent) })] : []),
    ...(opensAt ? [t('terms.opens', { at: date(opensAt, zone) })] : []),
    ...(closesAt ? [t('terms.closes', { at: date(closesAt, zone) })] : []),
    ...(discussion.postFirst ? [t('terms.postFirst')] : []),
    ...(discussion.aliases ? [t('terms.aliases')] : []),
    ...(discussion.groups === 'none' ? [] : [t(`terms.${discussion.groups}`)]),
    ...(discussion.editing === 'minutes' ? [t('terms.editMinutes', { count: discussion.editMinutes })] : []),
    ...(discussion.editing === 'due' ? [t('terms.editDue')] : []),
  ];
}
