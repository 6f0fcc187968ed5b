import { z } from 'zod';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import { type Answer, jsonIn } from './answer.ts';
import { failure, type Outcome, outcomeOf } from './outcome.ts';
import { readWhole } from './results.ts';
import { SCOPES, type Services } from './services.ts';

export const LINE_ITEMS_TYPE = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const LINE_ITEM_TYPE = 'application/vnd.ims.lis.v2.lineitem+json';
/** Which columns of a course are ours (AGS 2.0, section 3.2.10). */
export const TAG = 'rejoinder';

const lineItem = z.object({
  id: z.url(),
  label: z.string().catch(''),
  scoreMaximum: z.number().nullish().catch(null),
  tag: z.string().nullish(),
  resourceId: z.string().nullish(),
  resourceLinkId: z.string().nullish(),
});

/** A gradebook column, as far as the tool goes by it. */
export interface Column {
  url: string;
  label: string;
  maximum: number | null;
}

interface Container {
  platform: Platform;
  lineItemsUrl: string;
}

const toColumn = ({ id, label, scoreMaximum }: z.infer<typeof lineItem>): Column => ({
  url: id,
  label,
  maximum: scoreMaximum ?? null,
});

/**
 * Finds a column among those of its course: by a `resourceId` of ours, which a course copy keeps, the one with our tag
 * before others, or by the resource link.
 * Canvas gives ten at a time, unless it is asked for more; Moodle's next links are malformed where it is asked for so
 * many, and else it gives everything at once.
 * @throws LmsUnavailable where it may be found later
 */
export async function findLineItem(
  services: Services,
  { platform, lineItemsUrl }: Container,
  wanted: { resourceIds: string[]; resourceLinkId: string | null },
): Promise<Column | null> {
  const request = { scope: SCOPES.lineItems, url: lineItemsUrl, accept: LINE_ITEMS_TYPE };
  const items = await readWhole(services, platform, request, lineItem);
  // A score goes with a token: only to where the list itself came from.
  const own = items?.filter(({ id }) => new URL(id).origin === new URL(lineItemsUrl).origin) ?? [];
  const ours = wanted.resourceIds.flatMap((id) => own.filter((item) => item.resourceId === id));
  const found =
    ours.find(({ tag }) => tag === TAG) ??
    ours[0] ??
    own.find((item) => wanted.resourceLinkId && item.resourceLinkId === wanted.resourceLinkId);
  return found ? toColumn(found) : null;
}

/** What the LMS says of one column. @returns null where it is gone or not ours @throws LmsUnavailable */
export async function readLineItem(
  services: Services,
  { platform, lineItemUrl }: { platform: Platform; lineItemUrl: string },
): Promise<Column | null> {
  const request = { scope: SCOPES.lineItems, url: lineItemUrl, accept: LINE_ITEM_TYPE };
  const answer = await services.request(platform, request).catch(failure);
  return columnIn(answer);
}

export interface NewColumn {
  label: string;
  maximum: number;
  resourceId: string;
  resourceLinkId: string | null;
}

/**
 * Adds a column to the course's gradebook (AGS 2.0, section 3.2.5).
 * @returns null where the LMS does not let us @throws LmsUnavailable
 */
export async function createLineItem(
  services: Services,
  { platform, lineItemsUrl }: Container,
  { label, maximum, resourceId, resourceLinkId }: NewColumn,
): Promise<Column | null> {
  const json = {
    ...{ label, scoreMaximum: maximum, resourceId, tag: TAG },
    ...(resourceLinkId ? { resourceLinkId } : {}),
  };
  const request = { scope: SCOPES.columns, url: lineItemsUrl, accept: LINE_ITEM_TYPE };
  const body = { type: LINE_ITEM_TYPE, json };
  return columnIn(await services.request(platform, { ...request, body }).catch(failure));
}

/**
 * Renames a column and gives it another maximum. What else it has is read first: a PUT replaces the whole item (AGS
 * 2.0, section 3.2.6).
 * @returns null where it is gone, or the LMS does not let us @throws LmsUnavailable
 */
export async function changeLineItem(
  services: Services,
  { platform, lineItemUrl }: { platform: Platform; lineItemUrl: string },
  { label, maximum, resourceId }: { label?: string; maximum: number; resourceId?: string },
): Promise<Column | null> {
  const common = { scope: SCOPES.columns, url: lineItemUrl, accept: LINE_ITEM_TYPE };
  const read = await services.request(platform, common).catch(failure);
  const before = 'headers' in read ? jsonIn(read.body) : null;
  if (!columnIn(read) || typeof before !== 'object') return null;
  const said = { ...(label ? { label } : {}), ...(resourceId ? { resourceId } : {}) };
  const json = { ...before, ...said, scoreMaximum: maximum };
  const put = { ...common, method: 'PUT' as const, body: { type: LINE_ITEM_TYPE, json } };
  return columnIn(await services.request(platform, put).catch(failure));
}

/**
 * Takes a column of ours out of the gradebook, with its grades (AGS 2.0, section 3.2.7).
 * @returns whether it is gone; not where the LMS does not let us @throws LmsUnavailable
 */
export async function deleteLineItem(
  services: Services,
  { platform, lineItemUrl }: { platform: Platform; lineItemUrl: string },
): Promise<boolean> {
  const request = {
    scope: SCOPES.columns,
    url: lineItemUrl,
    accept: LINE_ITEM_TYPE,
    method: 'DELETE' as const,
  };
  const answer = await services.request(platform, request).catch(failure);
  const outcome = 'headers' in answer ? outcomeOf(answer) : answer;
  if (outcome.kind === 'delivered' || outcome.status === 404 || outcome.status === 412) return true;
  if (outcome.kind === 'refused') return false;
  throw new LmsUnavailable(outcome.detail);
}

function columnIn(answer: Answer | Outcome): Column | null {
  const outcome = 'headers' in answer ? outcomeOf(answer) : answer;
  const gone = outcome.status === 404 || outcome.status === 412;
  if (outcome.kind === 'refused' || gone) return null;
  if (outcome.kind !== 'delivered') throw new LmsUnavailable(outcome.detail);
  const parsed = 'headers' in answer ? lineItem.safeParse(jsonIn(answer.body)).data : undefined;
  if (!parsed) throw new LmsUnavailable('the answer is no line item');
  return toColumn(parsed);
}
