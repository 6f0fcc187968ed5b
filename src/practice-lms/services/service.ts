import express, { type Request, type RequestHandler, type Response } from 'express';
import { GRADE_SERVICES, type Place } from '../faults/fault.ts';
import { faulty } from '../faults/faults.ts';
import { counted } from '../faults/quota.ts';
import { courseById, type Lms, toolByClientId } from '../lms.ts';
import type { Course, LineItem, Tool } from '../model.ts';
import { mediaTypeOf, notesOf, received, violation } from '../received.ts';
import { Refusal } from './refusal.ts';

/** What a service handler gets after the checks all services share. */
export interface ServiceCall {
  req: Request;
  res: Response;
  tool: Tool;
  course: Course;
}

export interface ServiceSpec {
  kind: string;
  place: Place;
  /** One of these is enough. */
  scopes: string[];
  accept?: string;
  contentType?: string;
  /** Which course it is about; absent: the one that the path names. */
  courseOf?: (req: Request) => Course | undefined;
  /** Names the specification in violations, e.g. `AGS §3.1`. */
  spec: string;
}

const NOTHING_BUT_TEXT = express.text({ type: () => true, limit: '1mb' });

/**
 * A service endpoint: records the request, checks token, scope, course, query and media types as the
 * preset's platform does, then calls the handler. A Refusal thrown anywhere becomes the platform's error.
 */
export const service = (
  lms: Lms,
  spec: ServiceSpec,
  handle: (call: ServiceCall) => void | Promise<void>,
): RequestHandler[] => [
  received(lms, spec.kind),
  NOTHING_BUT_TEXT,
  counted(lms),
  faulty(lms, spec.place),
  async (req, res) => {
    try {
      const tool = authorised(lms, req, res, spec);
      checkMediaTypes(lms, req, res, spec);
      const course = spec.courseOf ? spec.courseOf(req) : courseById(lms, req.params.course);
      if (!course)
        throw new Refusal(404, lms.preset.notFound('course', req.params.course ?? req.params.group));
      refuseWhenOver(lms, course, spec);
      await handle({ req, res, tool, course });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      sendRefusal(lms, req, res, error);
    }
  },
];

/** Of a course that is over, the roster can still be read. */
function refuseWhenOver(lms: Lms, course: Course, { place }: ServiceSpec): void {
  const { concluded } = lms.preset;
  if (!concluded || !lms.state.concluded.includes(course.key) || !GRADE_SERVICES.includes(place)) return;
  throw new Refusal(concluded.status, concluded.reason);
}

function sendRefusal(lms: Lms, req: Request, res: Response, refusal: Refusal): void {
  notesOf(res).summary += `, refused: ${refusal.message}`;
  const request = { method: req.method, url: req.originalUrl };
  res.status(refusal.status).json(lms.preset.serviceError(refusal.status, refusal.message, request));
}

/** Wrong token, expired token and wrong scope are all 401, on both platforms. */
function authorised(lms: Lms, req: Request, res: Response, spec: ServiceSpec): Tool {
  const bearer = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (!bearer) violation(res, 'Security Framework §4.1: no bearer token in the Authorization header');
  const token = lms.memory.tokens.get(bearer ?? '');
  const tool = toolByClientId(lms, token?.clientId);
  if (token && token.expiresAt < Date.now()) throw new Refusal(401, lms.preset.expiredToken(req.method));
  if (!token || !tool) throw new Refusal(401, 'Invalid access token');
  if (!spec.scopes.some((scope) => token.scopes.includes(scope))) {
    violation(res, `${spec.spec}: the token lacks the scope ${spec.scopes.join(' or ')}`);
    throw new Refusal(401, 'Insufficient scope');
  }
  const parameter = lms.preset.serviceQuery;
  if (parameter && spec.kind !== 'members' && req.query[parameter] !== tool.deploymentId) {
    violation(res, `${spec.spec}: the URL lost its query (${parameter})`);
    throw new Refusal(403, 'This resource does not belong to the tool');
  }
  return tool;
}

function checkMediaTypes(lms: Lms, req: Request, res: Response, spec: ServiceSpec): void {
  for (const [header, wanted] of [
    ['accept', spec.accept],
    ['content-type', spec.contentType],
  ] as const) {
    if (!wanted) continue;
    const sent = req.headers[header] ?? '';
    const alternatives = header === 'accept' ? sent.split(',') : [sent];
    const isRight = alternatives.some((one) => one.split(';')[0]?.trim().toLowerCase() === wanted);
    if (!isRight) violation(res, `${spec.spec}: ${header} is “${sent}”, it has to be ${wanted}`);
    if (lms.preset.exactMediaTypes && sent !== wanted && !(header === 'accept' && !sent)) {
      throw new Refusal(400, 'No context or unsupported content type');
    }
  }
  const type = mediaTypeOf(req, 'content-type');
  // Canvas reads any JSON type; from anything else it gets no parameters.
  if (spec.contentType && !/[/+]json$/.test(type)) throw new Refusal(400, 'param is missing');
}

/** The JSON object in the body, or a Refusal with 400. */
export function jsonBody(res: Response, spec: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(String(res.req.body));
    if (parsed && typeof parsed === 'object' && !Array.isArray(parsed)) {
      notesOf(res).body = parsed;
      return parsed as Record<string, unknown>;
    }
  } catch {
    // Falls through: not JSON and not an object are the same mistake.
  }
  violation(res, `${spec}: the body is not a JSON object`);
  throw new Refusal(400, 'The body is not a JSON object');
}

/** The line item a URL names, if it is the tool's own. */
export function ownItem(lms: Lms, { req, tool, course }: ServiceCall): LineItem {
  const item = lms.state.lineItems.find((one) => one.id === req.params.item && one.course === course.key);
  if (!item) throw new Refusal(404, lms.preset.notFound('item', req.params.item));
  if (item.clientId !== tool.clientId) {
    throw new Refusal(lms.preset.foreignItemStatus, 'Tool does not have permission to view line_item');
  }
  return item;
}
