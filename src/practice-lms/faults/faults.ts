import type { RequestHandler, Response } from 'express';
import { courseById, type Lms, personByKey } from '../lms.ts';
import { notesOf, record } from '../received.ts';
import { jsonIn } from '../services/score-message.ts';
import type { Fault, FaultKind, Place } from './fault.ts';
import { KINDS, type Struck } from './kinds.ts';

/**
 * Where something is made to go wrong on purpose. It stands in every exchange between tool and platform, after
 * the request has been read and before anything is checked or done. A quota refuses at once; then comes the wait;
 * of the faults that decide the answer only one strikes.
 */
export const faulty =
  (lms: Lms, place: Place): RequestHandler =>
  (_req, res, next) => {
    if (lms.memory.faults.length === 0) return next();
    const orElse = (isAsked: (kind: FaultKind) => boolean, otherwise: () => void, after = next) => {
      const fault = struckBy(lms, place, res, isAsked);
      if (fault) strike({ lms, fault, res, next: after });
      else otherwise();
    };
    const decide = () => orElse((kind) => kind !== 'quota' && kind !== 'latency', next);
    const wait = () => orElse((kind) => kind === 'latency', decide, decide);
    orElse((kind) => kind === 'quota', wait);
  };

function struckBy(
  lms: Lms,
  place: Place,
  res: Response,
  isAsked: (kind: FaultKind) => boolean,
): Fault | undefined {
  return lms.memory.faults.find(
    (fault) =>
      isAsked(fault.kind) &&
      fault.left > 0 &&
      matches(lms, fault, place, res) &&
      (fault.probability === undefined || fault.dice() < fault.probability),
  );
}

function strike(call: Struck): void {
  const { lms, fault, res } = call;
  fault.left -= 1;
  fault.struck += 1;
  // The platform's keys are fetched too often to be noted when all goes well.
  if (!res.locals.notes) record(lms, res, 'keys');
  notesOf(res).faults.push(fault.kind);
  KINDS[fault.kind].strike(call);
}

function matches(lms: Lms, fault: Fault, place: Place, res: Response): boolean {
  const { req } = res;
  const kind = KINDS[fault.kind];
  return (
    kind.at.includes(place) &&
    (fault.where === undefined || fault.where === place) &&
    (fault.method === undefined || fault.method === req.method) &&
    (fault.course === undefined || courseById(lms, req.params.course)?.key === fault.course) &&
    (fault.lineItem === undefined || isItem(fault.lineItem, req.params.item)) &&
    (fault.person === undefined || isAbout(lms, fault.person, res)) &&
    (kind.onlyIf === undefined || kind.onlyIf(lms, res))
  );
}

/** By its id, or by its URL as the tool knows it. */
const isItem = (wanted: string, id: unknown): boolean =>
  typeof id === 'string' &&
  (wanted === id || new RegExp(`/(line_items|lineitems)/${id}(/lineitem)?(\\?|$)`).test(wanted));

/** A score names its student in the body, results in the query. */
function isAbout(lms: Lms, key: string, res: Response): boolean {
  const person = personByKey(lms, key);
  const userId = res.req.query.user_id ?? jsonIn(res.req.body).userId;
  return person !== undefined && userId !== undefined && lms.preset.isUser(person, userId);
}
