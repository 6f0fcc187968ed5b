import type { Request } from 'express';
import { z } from 'zod';
import { type Field, type Mark, placeOf, type Saved } from '../domain/draft.ts';
import { NotFound, RejoinderError } from '../domain/errors.ts';
import { keepDraft, type Writing } from '../usecases/keepDraft.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

/**
 * What somebody writes or chooses in a form; all else it carries for itself. Fields of no other name come back into a form: one
 * called `action` would take the place of the form's own for every script on its page.
 */
const WRITTEN = new Set(['groupId', 'title', 'text', 'html', 'format', 'seen', 'files', 'underWay']);
const MOST_FIELDS = 60;
/** Drafts that wait on a device are kept there no longer. */
const LONGEST_AGE_MS = 14 * 24 * 60 * 60 * 1000;

const input = z.object({
  place: z.string().catch(''),
  based: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).catch(0),
  mark: z
    .string()
    .regex(/^[\w-]{1,40}\.\d{1,9}$/)
    .transform(markIn)
    .nullable()
    .catch(null),
  age: z.coerce.number().min(0).max(LONGEST_AGE_MS).catch(0),
});

function markIn(sent: string): Mark {
  const [writer = '', turn] = sent.split('.');
  return { writer, turn: Number(turn) };
}

/** What a form that is written in sends, as words to keep. */
export function savedIn({ body }: Pick<Request, 'body'>, now: Date): Saved {
  const { based, mark, age } = input.parse(body ?? {});
  return { fields: fieldsIn(body), writtenAt: new Date(now.getTime() - age), mark, based };
}

function fieldsIn(body: unknown): Field[] {
  return Object.entries((body ?? {}) as Record<string, unknown>)
    .filter(([name]) => WRITTEN.has(name))
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one] as const))
    .filter((field): field is [string, string] => typeof field[1] === 'string')
    .slice(0, MOST_FIELDS)
    .map(([name, value]) => [name, value.replace(/\r\n?/g, '\n')]);
}

/** Where the form says that it was written in; what is said otherwise, where it says nothing. */
export function writingIn({ body }: Pick<Request, 'body'>, discussionId: string, otherwise: string): Writing {
  const place = placeOf(input.parse(body ?? {}).place) ?? placeOf(otherwise);
  if (!place) throw new NotFound('place');
  return { discussionId, place };
}

/** Whatever a form is refused for, what was written in it stays, also for another day. */
export async function keepRefused(
  { store }: Pages,
  visit: Visit,
  request: Pick<Request, 'body'>,
  writing: Writing,
): Promise<void> {
  const { actor, now } = visit;
  await keepDraft(store, actor, writing, savedIn(request, now), now).catch((error: unknown) => {
    if (!(error instanceof RejoinderError)) throw error;
  });
}
