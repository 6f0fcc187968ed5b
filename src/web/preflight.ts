import type { Discussion } from '../store/discussions.ts';
import { missingIn, partName } from './columns.ts';
import { deliveryOf, type Graded } from './grading.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { mayPassGrades } from './platformHealth.ts';

/** What a release would meet in the LMS, in plain words, as far as it can be known before. */
export async function preflight(
  { store }: Pick<Pages, 'store'>,
  discussion: Discussion,
  everyone: Graded[],
  language: Language,
): Promise<string[]> {
  const ready = everyone.filter(({ record }) => record?.grade.status === 'confirmed');
  if (ready.length === 0) return [];
  const { t } = language;
  const links = await store.resourceLinks.ofDiscussion(discussion.id);
  const first = links.find(({ lineItemUrl }) => lineItemUrl);
  const course = links[0] && (await store.courses.byId(links[0].courseId));
  const refused = course && !mayPassGrades(await store.health.of(course.platformId));
  const gone = ready.filter(({ member }) => !member.enrolled).length;
  const changed = ready.filter(({ record }) => record && deliveryOf(record).state === 'differs').length;
  return [
    ...(gone > 0 ? [t('gradebook.before.gone', { count: gone, total: ready.length })] : []),
    ...(changed > 0 ? [t('gradebook.before.changed', { count: changed, total: ready.length })] : []),
    ...(refused ? [t('gradebook.before.refused')] : []),
    ...(links.some(({ lineItemUrl, lineItemsUrl }) => lineItemUrl || lineItemsUrl)
      ? []
      : [t('gradebook.before.noColumn')]),
    ...(first ? missingIn(discussion, first) : []).map((part) =>
      t('columns.missing', { part: partName(part, language) }),
    ),
    ...(links.some(({ groupTold }) => groupTold !== null) ? [t('gradebook.group.what')] : []),
  ];
}
