import { foremost } from '../domain/delivery.ts';
import type { Discussion } from '../store/discussions.ts';
import { missingIn, partName } from './columns.ts';
import type { Graded } from './grading.ts';
import type { Pages } from './pages.ts';
import { mayPassGrades } from './platformHealth.ts';
import type { Visit } from './visit.ts';

/** What a release would meet in the LMS, in plain words, as far as it can be known before. */
export async function preflight(
  { store }: Pick<Pages, 'store'>,
  { session, language }: Visit,
  discussion: Discussion,
  everyone: Graded[],
): Promise<string[]> {
  const ready = everyone.filter(({ record }) => record?.grade.status === 'confirmed');
  if (ready.length === 0) return [];
  const { t } = language;
  const [links, health] = await Promise.all([
    store.resourceLinks.ofDiscussion(discussion.id),
    store.health.of(session.platformId),
  ]);
  const first = links.find(({ lineItemUrl }) => lineItemUrl);
  const gone = ready.filter(({ member }) => !member.enrolled).length;
  const changed = ready.filter(({ record }) => record && foremost(record).state === 'differs').length;
  return [
    ...(gone > 0 ? [t('gradebook.before.gone', { count: gone, total: ready.length })] : []),
    ...(changed > 0 ? [t('gradebook.before.changed', { count: changed, total: ready.length })] : []),
    ...(mayPassGrades(health) ? [] : [t('gradebook.before.refused')]),
    ...(links.some(({ lineItemUrl, lineItemsUrl }) => lineItemUrl || lineItemsUrl)
      ? []
      : [t('gradebook.before.noColumn')]),
    ...(first ? missingIn(discussion, first) : []).map((part) =>
      t('columns.missing', { part: partName(part, language) }),
    ),
    ...(links.some(({ groupTold }) => groupTold !== null) ? [t('gradebook.group.what')] : []),
  ];
}
