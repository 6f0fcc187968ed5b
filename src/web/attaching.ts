import { z } from 'zod';
import { InvalidInput } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import { type FileView, fileView } from './files.ts';
import type { Received } from './multipart.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

/** How a form knows a file: its id counts, and the rest is to list it by, also in a draft and without asking. */
const entry = z.object({
  id: z.string().regex(/^[\w-]{1,40}$/),
  name: z.string().max(200).catch(''),
  about: z.string().max(100).catch(''),
});
type Entry = z.infer<typeof entry>;
const entries = z.array(entry).max(100).catch([]);

function entriesIn(field: unknown): Entry[] {
  try {
    return entries.parse(JSON.parse(String(field)));
  } catch {
    return [];
  }
}

/** Ids in the form's field of attached files. */
export const attachedField = z
  .string()
  .catch('')
  .transform((field) => [...new Set(entriesIn(field).map(({ id }) => id))]);

/**
 * Puts what a form brought into its field of files, and takes out what was ticked to be left out: so that whatever is made of
 * the form, a post or a draft, has the same attached.
 */
export function attachReceived(
  body: Record<string, unknown>,
  received: readonly Received[],
  visit: Visit,
): void {
  if (body.files === undefined && received.length === 0) return;
  const leftOut = [body.without].flat();
  const kept = entriesIn(body.files).filter(({ id }) => !leftOut.includes(id));
  const arrived = received.flatMap((one) => ('file' in one ? fileView(one.file, visit) : []));
  body.files = fieldOf([...kept, ...arrived]);
  delete body.without;
}

/** Empty where there are none: a form with nothing in it is no draft. */
const fieldOf = (files: readonly Entry[]): string =>
  files.length > 0 ? JSON.stringify(files.map(({ id, name, about }) => ({ id, name, about }))) : '';

/** Nothing is posted without a file that was meant to go with it. @throws InvalidInput about `files` */
export function refuseWithout(received: readonly Received[]): void {
  if (received.some((one) => 'error' in one)) throw new InvalidInput({ files: 'file.error.some' });
}

/** The files of a form, as it lists them. */
export interface Attached {
  list: Pick<FileView, 'id' | 'name' | 'about' | 'href'>[];
  /** The same for the form's field. */
  field: string;
  /** What could not be kept, in sentences. */
  refused: string[];
}

/** As a draft or a form has them. */
export function attachedIn(field: string | undefined, { base }: Pick<Visit, 'base'>): Attached {
  const list = entriesIn(field).map((file) => ({ ...file, href: `${base}/files/${file.id}` }));
  return { list, field: fieldOf(list), refused: [] };
}

/** One's own that are there: what is gone does not come back with the form. */
export async function attachedNow(
  { store }: Pages,
  visit: Visit,
  { id: discussionId }: Discussion,
  ids: readonly string[],
  received: readonly Received[] = [],
): Promise<Attached> {
  const files = await store.files.byIds(discussionId, ids);
  const own = ids
    .flatMap((id) => files.get(id) ?? [])
    .filter(({ ownerId }) => ownerId === visit.actor.memberId);
  const list = own.map((file) => fileView(file, visit));
  const refused = received.flatMap((one) => ('error' in one ? visit.language.t(one.error, one) : []));
  return { list, field: fieldOf(list), refused };
}
