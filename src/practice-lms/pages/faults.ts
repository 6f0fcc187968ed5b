import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import {
  EVERYWHERE,
  type Fault,
  newFault,
  PLACES,
  type Place,
  SERVICES,
  type WishedFault,
  wishedFault,
} from '../faults/fault.ts';
import { KINDS, kindsOf } from '../faults/kinds.ts';
import { type Lms, lmsUrl } from '../lms.ts';
import { sendPage, wantsJson } from '../web.ts';
import { PageError } from './place.ts';

/** `GET /:preset/admin/faults`: what can go wrong here, what is switched on, and how often it has struck. */
export const faultsPage =
  (lms: Lms): RequestHandler =>
  (_req, res) => {
    const kinds = kindsOf(lms).map((kind) => ({ kind, words: KINDS[kind].words, where: KINDS[kind].at }));
    const json = { kinds, faults: lms.memory.faults.map(faultJson) };
    const url = lmsUrl(lms, '/admin/faults');
    sendPage(lms, res, 'faults', json, {
      title: 'Faults',
      kinds: kinds.map((kind, i) => ({ ...kind, isFirst: i === 0, places: placeWords(kind.where) })),
      list: lms.memory.faults.map((fault) => ({ ...fault, ...wordsOf(fault), url: `${url}/${fault.id}` })),
      places: Object.entries(PLACES).map(([place, words]) => ({ place, words })),
      action: url,
    });
  };

const faultJson = ({ dice: _dice, left, ...fault }: Fault) => ({
  ...fault,
  left: left === Infinity ? 'always' : left,
});

function placeWords(places: Place[]): string {
  if (places.length === EVERYWHERE.length) return 'Everywhere';
  const isEveryService = SERVICES.every((one) => places.includes(one));
  const others = places.filter((one) => !isEveryService || !SERVICES.includes(one));
  return [...(isEveryService ? ['Every service'] : []), ...others.map((one) => PLACES[one])].join(', ');
}

/** What the page says of a fault that is switched on. */
const wordsOf = (fault: Fault) => ({
  words: KINDS[fault.kind].words,
  place: fault.where ? PLACES[fault.where] : 'wherever it can',
  often: oftenWords(fault),
  only: (['method', 'course', 'lineItem', 'person'] as const).flatMap((name) => fault[name] ?? []).join(', '),
});

function oftenWords({ left, probability }: Fault): string {
  const chance = probability === undefined ? '' : `${Math.round(probability * 100)} % of the calls, `;
  if (left === 0) return 'used up';
  return `${chance}${left === Infinity ? 'until it is switched off' : `${left} more`}`;
}

/** `POST /:preset/admin/faults`, JSON or form: switches a fault on, 201 with its id. */
export const postFault =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    const fault = newFault(randomUUID(), wishIn(lms, req));
    lms.memory.faults.push(fault);
    if (wantsJson(req) || req.is('json')) res.status(201).json(faultJson(fault));
    else res.redirect(303, lmsUrl(lms, '/admin/faults'));
  };

function wishIn(lms: Lms, req: Request): WishedFault {
  const parsed = wishedFault.safeParse(req.body ?? {});
  if (!parsed.success) throw new PageError(400, z.prettifyError(parsed.error));
  const { kind, where } = parsed.data;
  if (!kindsOf(lms).includes(kind)) throw new PageError(400, `${lms.preset.product} has no ${kind}.`);
  if (where && !KINDS[kind].at.includes(where)) {
    throw new PageError(400, `${kind} can strike at: ${KINDS[kind].at.join(', ')}.`);
  }
  return parsed.data;
}

/** `DELETE /:preset/admin/faults/:id` (204), or `POST …/remove` from the page: switches one off. */
export const removeFault =
  (lms: Lms): RequestHandler =>
  (req, res) => {
    if (!lms.memory.faults.some((one) => one.id === req.params.id)) {
      throw new PageError(404, 'This fault is not switched on.');
    }
    switchOff(lms, req, res, (fault) => fault.id === req.params.id);
  };

/** `DELETE /:preset/admin/faults` (204), or `POST …/clear` from the page: switches all off. */
export const clearFaults =
  (lms: Lms): RequestHandler =>
  (req, res) =>
    switchOff(lms, req, res, () => true);

function switchOff(
  lms: Lms,
  req: Request,
  res: Parameters<RequestHandler>[1],
  isMeant: (fault: Fault) => boolean,
): void {
  lms.memory.faults = lms.memory.faults.filter((fault) => !isMeant(fault));
  if (req.method === 'DELETE' || wantsJson(req)) res.status(204).end();
  else res.redirect(303, lmsUrl(lms, '/admin/faults'));
}
