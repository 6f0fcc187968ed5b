import type { Suggested } from '../domain/dryRun.ts';
import type { Discussion } from '../store/discussions.ts';
import type { DryRun } from '../usecases/tryRules.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import type { Visit } from './visit.ts';

export type DryRunView = Awaited<ReturnType<typeof dryRunView>>;

/** Whose suggestion would change, from what to what, before anything is kept. */
export async function dryRunView(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  { moved, confirmed, key }: DryRun,
) {
  const { t, number } = visit.language;
  const people = await peopleIn(
    tool,
    visit,
    discussion,
    moved.map(({ memberId }) => memberId),
  );
  const points = (suggested: Suggested | null) =>
    suggested
      ? t('grade.of', { points: number(suggested.points), maximum: number(suggested.maximum) })
      : t('dryRun.nothing');
  const rows = moved.map(({ memberId, from, to, stays }) => ({
    name: personOf(people.get(memberId), visit.language).name,
    from: points(from),
    to: points(to),
    stays: stays === null ? null : number(stays),
  }));
  return {
    key,
    title: t('dryRun.title', { count: moved.length }),
    what: t('dryRun.what', { count: confirmed }),
    rows: rows.sort((one, other) => one.name.localeCompare(other.name, visit.language.code)),
  };
}
