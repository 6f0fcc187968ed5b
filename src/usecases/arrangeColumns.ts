import { type Actor, mayGrade, maySetUp } from '../domain/actor.ts';
import { LmsUnavailable, NotAllowed, NotFound } from '../domain/errors.ts';
import { apartIn, type Columns, firstMaximum, type Part } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import { compareColumnsOf } from './compareColumns.ts';
import { columnOf, idOfPart, keepColumn, labelOf, type TargetColumn } from './scoreTarget.ts';
import { resendFailed } from './settleDifference.ts';
import type { Tool } from './tool.ts';
import { fillAnew, shareAnew } from './wantReleased.ts';

export interface Arrangement {
  discussionId: string;
  columns: Columns;
  /** What a part is called beside the discussion's title, in the words of whoever arranges it. */
  nameOf: (part: Part) => string;
}

/**
 * Has the grades of a discussion lie in one column of the gradebook or, each part by itself, in several: makes those that
 * are missing, takes out those that the tool made and are not needed, and sends what they are to show. Cut short, the same
 * again goes on from there.
 * @throws NotAllowed, NotFound; LmsUnavailable where the LMS does not let us, or not now
 */
export async function arrangeColumns(
  tool: Tool,
  actor: Actor,
  { discussionId, columns, nameOf }: Arrangement,
  now: Date,
): Promise<void> {
  const { store } = tool;
  const { courseId } = actor;
  if (!mayGrade(actor.role) || !maySetUp(actor.role)) throw new NotAllowed('set up');
  const found = await store.discussions.find(courseId, discussionId);
  if (!found) throw new NotFound('discussion');
  // What somebody changed there is theirs to give up; afterwards it would be taken for a matter of the new maximum.
  await compareColumnsOf(tool, { courseId, discussionId });
  const first = await columnOf(tool, { courseId, discussionId });
  if ('problem' in first) throw new LmsUnavailable('there is no column to arrange');
  const discussion = { ...found, columns };
  const [, ...further] = apartIn(discussion);
  for (const part of further) await addPart(tool, discussion, first, part, nameOf(part));
  if (columns === 'each' || found.columns === 'each' || first.link.ourMaximum !== null)
    await giveMaximum(tool, discussion, first, found.columns);
  await store.discussions.keepColumns(discussionId, columns);
  await shareAnew(tool, discussion);
  await resendFailed(store, actor, discussionId, now);
  await removeOthers(tool, first, further);
}

/** Makes the column of a part, or finds the one that was made before. */
async function addPart(
  tool: Tool,
  discussion: Discussion,
  { platform, link }: TargetColumn,
  { id: part, maximum }: Part,
  name: string,
): Promise<void> {
  const { store, lti } = tool;
  const { courseId, id: discussionId } = discussion;
  const { lineItemsUrl } = link;
  const wanted = { label: labelOf(discussion, name), maximum, resourceId: idOfPart(discussionId, part) };
  const known = await columnOf(tool, { courseId, discussionId, part });
  const there =
    'problem' in known
      ? null
      : await lti.changeLineItem({ platform, lineItemUrl: known.lineItemUrl }, wanted);
  const made =
    !there && lineItemsUrl
      ? await lti.createLineItem({ platform, lineItemsUrl }, { ...wanted, resourceLinkId: null })
      : null;
  const column = there ?? made;
  if (!column) throw new LmsUnavailable('the LMS adds no column for the tool');
  await store.resourceLinks.keepPart(link.id, { part, name, url: column.url, maximum: column.maximum });
  if (!there) await fillAnew(tool, discussion, part);
}

/** The activity's own column has the first part, or, in one column, what it had before. */
async function giveMaximum(
  { store, lti }: Tool,
  discussion: Discussion,
  first: TargetColumn,
  were: Columns,
): Promise<void> {
  const { platform, lineItemUrl, link } = first;
  const each = apartIn(discussion).length > 0;
  const isTheirs = were === 'one' && link.ourMaximum !== first.maximum;
  const before = isTheirs ? first.maximum : (link.maximumBefore ?? first.maximum);
  const given = each && !link.ownColumn;
  const maximum = each || link.ownColumn ? firstMaximum(discussion) : (before ?? discussion.maximum);
  // Kept first: what it was before is not to be lost with the answer.
  if (given) await store.resourceLinks.keepLineItem(link.id, { ourMaximum: maximum, maximumBefore: before });
  const told = await lti.changeLineItem({ platform, lineItemUrl }, { maximum });
  if (!told) throw new LmsUnavailable('the LMS does not let the tool change a column');
  await keepColumn(store, first, { ...told, url: lineItemUrl });
  if (!given) await store.resourceLinks.keepLineItem(link.id, { ourMaximum: null, maximumBefore: null });
}

/** Those of parts that there are no more, with the grades in them. Where the LMS does not let us, they stay known. */
async function removeOthers({ store, lti }: Tool, { platform, link }: TargetColumn, further: Part[]) {
  const { parts } = (await store.resourceLinks.find(link.id)) ?? link;
  for (const { part, url } of parts) {
    if (further.some(({ id }) => id === part)) continue;
    if (!url || (await lti.deleteLineItem({ platform, lineItemUrl: url })))
      await store.resourceLinks.dropPart(link.id, part);
  }
}
