import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Session } from '../store/sessions.ts';
import { type Language, languageFor, OFFERED } from './language.ts';
import { pathBelow } from './pathBelow.ts';
import type { VisitHandler } from './visit.ts';

const codes = OFFERED.map(({ code }) => code);

/** Before anybody is known, pages speak as the browser asks for. */
export const speakAsAsked: RequestHandler = (request, response, next) => {
  response.locals.spoken = languageFor(request.acceptsLanguages(...codes) || null);
  next();
};

/** The language of an answer: of whoever launched, else as the browser asks for. */
export const languageOf = ({ locals }: Response): Language =>
  locals.language ?? locals.spoken ?? languageFor(null);

const choice = z.object({
  language: z
    .enum(codes as [string, ...string[]])
    .nullable()
    .catch(null),
});

/** Keeps in which language somebody reads, in this course and on every device, and shows the page so. */
export const chooseLanguage: VisitHandler = async ({ store }, { actor, session }, request, response) => {
  const { language } = choice.parse(request.body);
  if (language !== null) await store.members.speak(actor.memberId, language);
  response.redirect(303, `/s/${session.id}${pathBelow(request.body)}`);
};

/** The switch at the foot of a page; null where there is nothing to choose. */
export function languageSwitch(session: Session, { code }: Language, { path }: Request): object | null {
  if (OFFERED.length < 2) return null;
  const base = `/s/${session.id}`;
  const languages = OFFERED.map((one) => ({ ...one, chosen: one.code === code }));
  return { action: `${base}/language`, csrf: session.csrfToken, at: path.slice(base.length), languages };
}
