import { type Lms, lmsUrl } from '../lms.ts';
import type { ServiceCall } from './service.ts';

/** An AGS container, by `limit` or as much of it as the platform gives unasked; the next page only through `Link` [AGS §3.1]. */
export function sendPaged(lms: Lms, { req, res }: ServiceCall, type: string, all: unknown[]): void {
  const { usual, most } = lms.preset.listPage;
  const limit = Math.min(Number(req.query.limit) || usual, most);
  const from = Number(req.query.from) || 0;
  const page = all.slice(from, from + limit);
  if (from + limit < all.length) {
    const [path, query] = req.originalUrl.split('?');
    const next = new URLSearchParams(query);
    next.set('from', String(from + limit));
    const url = `${lms.site.origin}${path}?${next}`;
    res.set('Link', lms.preset.nextPageLink(url));
  }
  res.type(type).send(JSON.stringify(page));
}

/** One page of the roster and the `Link` to the next; a platform may cap `limit` (Canvas: 50). */
export function rosterPage<T>(lms: Lms, call: ServiceCall, all: T[]): { members: T[]; next?: string } {
  const { req, tool, course } = call;
  const asked = Number(req.query.limit) || lms.preset.rosterPage;
  const limit = Math.min(asked, lms.preset.rosterPage);
  const from = Number(req.query.from) || 0;
  const members = all.slice(from, from + limit);
  if (from + limit >= all.length) return { members };
  const params = { course: lms.preset.courseId(course), tool: tool.deploymentId };
  const query = new URLSearchParams({ limit: String(limit), from: String(from + limit) });
  const keepsRole = lms.preset.rosterNextKeepsRole;
  if (typeof req.query.role === 'string' && keepsRole) query.set('role', req.query.role);
  if (typeof req.query.rlid === 'string') query.set('rlid', req.query.rlid);
  return { members, next: `<${lmsUrl(lms, lms.preset.paths.members, params)}?${query}>; rel="next"` };
}
