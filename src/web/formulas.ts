import { z } from 'zod';
import { maySetUp, mayWrite } from '../domain/actor.ts';
import { NotAllowed } from '../domain/errors.ts';
import { LONGEST_FORMULA } from '../usecases/canonicalHtml.ts';
import { formulaHtml } from '../usecases/formulas.ts';
import type { VisitHandler } from './visit.ts';

const asked = z.object({
  latex: z.string().max(LONGEST_FORMULA).catch(''),
  display: z.enum(['inline', 'block']).catch('inline'),
});

/** A formula as readers will get it, for whoever writes one; nothing where it cannot be read. */
export const formulaPreview: VisitHandler = async (_tool, { actor }, request, response) => {
  if (!mayWrite(actor.role) && !maySetUp(actor.role)) throw new NotAllowed('write');
  const { latex, display } = asked.parse(request.query);
  response.json({ html: formulaHtml(latex, display === 'block') });
};
