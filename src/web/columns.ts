import { z } from 'zod';
import { maySetUp } from '../domain/actor.ts';
import type { Released } from '../domain/grade.ts';
import type { LedgerEntry } from '../domain/participation.ts';
import { apartIn, COLUMNS, type Part, partsOf, type Sharing, shareOut } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import { arrangeColumns } from '../usecases/arrangeColumns.ts';
import { labelOf } from '../usecases/scoreTarget.ts';
import type { Language } from './language.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/** What a part of a grade is called: "Replies", and where there are several of its kind, "Replies 2". */
export function partName({ kind, number, requirementIds }: Part, { t }: Language): string {
  const name = t(`columns.part.${kind}`, { count: requirementIds.length });
  return number > 1 ? t('columns.part.numbered', { name, number }) : name;
}

/**
 * How the grades lie in the gradebook and could lie; null where there is nothing to choose.
 * @param allowed whether the LMS lets the tool make columns, as far as is known
 */
export function columnsView(
  discussion: Discussion,
  links: ResourceLink[],
  { actor, language }: Visit,
  allowed: boolean,
) {
  const { t, number, facts } = language;
  const link = links.find(({ lineItemUrl }) => lineItemUrl);
  const possible = partsOf(discussion);
  const [first] = possible;
  const left = leftIn(discussion, link);
  const several = possible.length > 1;
  const toChoose = several || discussion.columns === 'each' || left.length > 0;
  if (!link || !maySetUp(actor.role) || !toChoose) return null;
  const worth = ({ maximum }: Part) => t('columns.points', { points: number(maximum), count: maximum });
  const parts = facts(possible.map((part) => `${partName(part, language)} ${number(part.maximum)}`));
  if (!allowed && discussion.columns === 'one' && several)
    return { notAllowed: t('columns.notAllowed', { parts }) };
  const text = {
    one: t('columns.one', { maximum: number(discussion.maximum), count: discussion.maximum }),
    each: t('columns.each', { parts }),
  };
  return {
    choices: COLUMNS.filter((value) => value === 'one' || several).map((value) => ({
      ...{ value, text: text[value], chosen: value === discussion.columns },
    })),
    what:
      first && several
        ? t('columns.eachWhat', { part: partName(first, language), points: worth(first) })
        : null,
    misfits: [
      ...missingIn(discussion, link).map((part) => t('columns.missing', { part: partName(part, language) })),
      ...left.map((name) => t('columns.left', { label: labelOf(discussion, name) })),
    ],
    columns: discussion.columns,
  };
}

/** Parts that should have a column and have none that anybody knows of. */
export const missingIn = (discussion: Discussion, link: ResourceLink | undefined): Part[] =>
  apartIn(discussion)
    .slice(1)
    .filter(({ id }) => !link?.parts.some(({ part, url }) => part === id && url));

/** What columns are called that the tool made and nothing goes to any more. */
function leftIn(discussion: Discussion, link: ResourceLink | undefined): string[] {
  const [, ...further] = apartIn(discussion);
  const left = link?.parts.filter(({ part, url }) => url && !further.some(({ id }) => id === part));
  return (left ?? []).map(({ name }) => name);
}

const input = z.object({ columns: z.enum(COLUMNS).catch('one') });

/** A teacher asked for it, and waits for the LMS. */
export const arrange: VisitHandler = async (tool, visit, request, response) => {
  const { id: discussionId } = await discussionOf(tool, visit);
  const { columns } = input.parse(request.body ?? {});
  const nameOf = (part: Part) => partName(part, visit.language);
  await arrangeColumns(tool, visit.actor, { discussionId, columns, nameOf }, visit.now);
  tool.deliveries.wake();
  response.redirect(303, `${visit.base}/gradebook?arranged`);
};

/** The points of each part of a grade that is shown, where each has a column of its own: "Post 6 of 6 · Replies 2 of 4". */
export function sharesLine(
  whole: Pick<Released, 'points' | 'maximum' | 'shares' | 'marks'>,
  ledger: readonly LedgerEntry[],
  discussion: Sharing,
  language: Language,
): string | null {
  const { t, number, facts } = language;
  const parts = apartIn(discussion);
  if (parts.length === 0) return null;
  const shares = shareOut(whole, parts, ledger);
  const of = (part: Part, at: number) => {
    const points = t('grade.of', { points: number(shares[at]?.points ?? 0), maximum: number(part.maximum) });
    return `${partName(part, language)} ${points}`;
  };
  return t('columns.shares', { parts: facts(parts.map(of)) });
}
