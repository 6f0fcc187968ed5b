import { z } from 'zod';
import { MEDIA, SCOPE } from '../claims.ts';
import { changeMaximum, deleteColumn } from '../columns.ts';
import { activityOfLink, type Lms, nextNumber } from '../lms.ts';
import type { LineItem } from '../model.ts';
import { notesOf, violation } from '../received.ts';
import { submissionReview } from './content-items.ts';
import { sendPaged } from './paging.ts';
import { Refusal } from './refusal.ts';
import { jsonBody, ownItem, type ServiceCall, type ServiceSpec, service } from './service.ts';
import { lineItemUrl } from './urls.ts';

const READ = [SCOPE.lineItem, SCOPE.lineItemReadonly];
const SPEC = 'AGS §3.2';

const list: ServiceSpec = {
  kind: 'line-items',
  place: 'lineItems',
  scopes: READ,
  accept: MEDIA.lineItems,
  spec: SPEC,
};
const read: ServiceSpec = {
  kind: 'line-item',
  place: 'lineItem',
  scopes: READ,
  accept: MEDIA.lineItem,
  spec: SPEC,
};
const write: ServiceSpec = {
  kind: 'line-item',
  place: 'lineItem',
  scopes: [SCOPE.lineItem],
  contentType: MEDIA.lineItem,
  spec: SPEC,
};
const create: ServiceSpec = { ...write, place: 'lineItems' };
const remove: ServiceSpec = { kind: 'line-item', place: 'lineItem', scopes: [SCOPE.lineItem], spec: SPEC };

const jsonOf = (lms: Lms, { tool, course }: ServiceCall, item: LineItem) =>
  lms.preset.lineItemJson(item, lineItemUrl(lms, course, tool, item));

/** GET: the tool's own items, filtered by `resource_link_id`, `resource_id` and `tag`. */
export const listLineItems = (lms: Lms) =>
  service(lms, list, (call) => {
    const { resource_link_id, resource_id, tag } = call.req.query;
    const found = lms.state.lineItems.filter(
      (item) =>
        item.course === call.course.key &&
        item.clientId === call.tool.clientId &&
        (resource_link_id === undefined || item.resourceLinkId === resource_link_id) &&
        (resource_id === undefined || item.resourceId === resource_id) &&
        (tag === undefined || item.tag === tag),
    );
    notesOf(call.res).summary = `Lists line items (${found.length})`;
    const page = found.map((item) => jsonOf(lms, call, item));
    sendPaged(lms, call, MEDIA.lineItems, page);
  });

export const getLineItem = (lms: Lms) =>
  service(lms, read, (call) => {
    const item = ownItem(lms, call);
    notesOf(call.res).summary = `Reads line item ${item.label}`;
    call.res.type(MEDIA.lineItem).send(JSON.stringify(jsonOf(lms, call, item)));
  });

/** POST: a column of the tool's own, or a further one for a link of its own. */
export const createLineItem = (lms: Lms) =>
  service(lms, create, (call) => {
    const body = jsonBody(call.res, SPEC);
    checkItem(call, body, true);
    checkLink(lms, call, body.resourceLinkId);
    const item: LineItem = {
      id: nextNumber(lms),
      course: call.course.key,
      clientId: call.tool.clientId,
      coupled: false,
      label: String(body.label),
      scoreMaximum: Number(body.scoreMaximum),
      ...texts(body, ['resourceLinkId', 'resourceId', 'tag', 'startDateTime', 'endDateTime']),
      submissionReview: reviewIn(call, body),
    };
    lms.state.lineItems.push(item);
    lms.changed();
    notesOf(call.res).summary = `Creates line item ${item.label}`;
    call.res
      .status(201)
      .type(MEDIA.lineItem)
      .send(JSON.stringify(jsonOf(lms, call, item)));
  });

/** PUT replaces the item (Moodle, AGS §3.2), or behaves as a patch (Canvas). */
export const putLineItem = (lms: Lms) =>
  service(lms, write, (call) => {
    const item = ownItem(lms, call);
    const body = jsonBody(call.res, SPEC);
    checkItem(call, body, lms.preset.putLineItem === 'replace');
    if (lms.preset.putLineItem === 'replace') replace(lms, item, body);
    else patch(lms, item, body);
    item.submissionReview = reviewIn(call, body) ?? item.submissionReview;
    const activity = item.coupled && activityOfLink(lms, item.resourceLinkId);
    if (activity) {
      activity.title = item.label;
      if (lms.preset.putLineItem === 'patch') activity.dueAt = item.endDateTime;
    }
    lms.changed();
    notesOf(call.res).summary = `Changes line item ${item.label}`;
    call.res.type(MEDIA.lineItem).send(JSON.stringify(jsonOf(lms, call, item)));
  });

/** DELETE: a coupled item is refused by Canvas and removed by Moodle (measured). */
export const deleteLineItem = (lms: Lms) =>
  service(lms, remove, (call) => {
    const item = ownItem(lms, call);
    notesOf(call.res).summary = `Deletes line item ${item.label}`;
    if (item.coupled && lms.preset.deleteCoupledStatus !== 204) {
      throw new Refusal(lms.preset.deleteCoupledStatus, 'The line item belongs to an assignment');
    }
    deleteColumn(lms, item);
    lms.changed();
    call.res.status(204).end();
  });

/** A patch may leave things out; whatever is there has to be right. */
function checkItem({ res }: ServiceCall, body: Record<string, unknown>, isWhole: boolean): void {
  const { label, scoreMaximum } = body;
  const found: string[] = [];
  if (label === undefined || scoreMaximum === undefined) {
    violation(res, `${SPEC}: label and scoreMaximum are required`);
    if (isWhole) found.push('No label or Score Maximum');
  }
  if (label !== undefined && !(typeof label === 'string' && label.trim())) found.push('label is blank');
  if (scoreMaximum !== undefined && !(typeof scoreMaximum === 'number' && scoreMaximum > 0)) {
    found.push('scoreMaximum is not a number above 0');
  }
  for (const text of found) violation(res, `${SPEC}: ${text}`);
  if (found[0]) throw new Refusal(400, found[0]);
}

/** Where the tool shows one student's work [AGS §3.2.15]; a platform may take no notice of it. */
function reviewIn({ res }: ServiceCall, body: Record<string, unknown>): LineItem['submissionReview'] {
  if (body.submissionReview === undefined) return undefined;
  const parsed = submissionReview.safeParse(body.submissionReview);
  if (parsed.success) return parsed.data;
  violation(res, `AGS §3.2.15: submissionReview ${z.prettifyError(parsed.error)}`);
  return undefined;
}

/** The link has to be this tool's, in this course; Canvas also wants the assignment's own item alive. */
function checkLink(lms: Lms, { res, tool, course }: ServiceCall, resourceLinkId: unknown): void {
  if (resourceLinkId === undefined || resourceLinkId === null) return;
  const activity = activityOfLink(lms, String(resourceLinkId));
  if (activity?.clientId !== tool.clientId || activity.course !== course.key) {
    violation(res, `${SPEC}: resourceLinkId is not a link of this tool in this course`);
    throw new Refusal(lms.preset.createLineItem.foreignLinkStatus, 'The specified resource does not exist.');
  }
  const primary = lms.state.lineItems.some((one) => one.resourceLinkId === resourceLinkId && one.coupled);
  if (lms.preset.createLineItem.needsPrimary && !primary) {
    throw new Refusal(412, 'The assignment of this link is gone');
  }
}

function replace(lms: Lms, item: LineItem, body: Record<string, unknown>): void {
  changeMaximum(lms, item, Number(body.scoreMaximum));
  item.label = String(body.label);
  item.resourceId = textOf(body.resourceId);
  item.tag = textOf(body.tag);
}

function patch(lms: Lms, item: LineItem, body: Record<string, unknown>): void {
  if (body.label !== undefined) item.label = String(body.label);
  if (body.scoreMaximum !== undefined) changeMaximum(lms, item, Number(body.scoreMaximum));
  Object.assign(item, texts(body, ['resourceId', 'tag', 'startDateTime', 'endDateTime']));
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);

const texts = (body: Record<string, unknown>, names: string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = textOf(body[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
