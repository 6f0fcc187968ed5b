import { type Lms, lmsUrl } from '../lms.ts';
import type { Course, LineItem, Tool } from '../model.ts';

/** Moodle's service URLs carry the tool type in their query, which a tool has to keep. */
const withQuery = (lms: Lms, url: string, tool: Tool): string =>
  lms.preset.serviceQuery ? `${url}?${lms.preset.serviceQuery}=${tool.deploymentId}` : url;

export const lineItemsUrl = (lms: Lms, course: Course, tool: Tool): string =>
  withQuery(lms, lmsUrl(lms, lms.preset.paths.lineItems, { course: lms.preset.courseId(course) }), tool);

export function lineItemUrl(lms: Lms, course: Course, tool: Tool, item: LineItem): string {
  const params = { course: lms.preset.courseId(course), item: item.id };
  return withQuery(lms, lmsUrl(lms, lms.preset.paths.lineItem, params), tool);
}
