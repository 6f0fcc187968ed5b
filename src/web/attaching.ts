import type { Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import { type FileView, fileView } from './files.ts';
import { receivedIn } from './multipart.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';

/** Ids in the form's field of attached files. The rest of it is for the script that shows them. */
export const attachedField = z
  .string()
  .transform(listed)
  .pipe(z.array(z.object({ id: z.string().max(40) })).max(100))
  .transform((files) => files.map(({ id }) => id))
  .catch([]);

function listed(field: string): unknown {
  try {
    return JSON.parse(field);
  } catch {
    return [];
  }
}

/** Those to be left out: one box each. */
export const leftOutField = z.union([z.string().transform((id) => [id]), z.array(z.string())]).catch([]);

/** What is attached to what somebody writes: what the form lists, and what came with it, or was refused. */
export interface Attached {
  ids: string[];
  refused: { name: string; error: string }[];
}

export function attachedBy(
  { files, without }: { files: string[]; without: string[] },
  response: Response,
): Attached {
  const received = receivedIn(response);
  const arrived = received.flatMap((one) => ('file' in one ? one.file.id : []));
  const kept = files.filter((id) => !without.includes(id));
  return { ids: [...kept, ...arrived], refused: received.flatMap((one) => ('error' in one ? one : [])) };
}

/** Nothing is posted without a file that was meant to go with it. @throws InvalidInput about `files` */
export function refuseWithout({ refused }: Attached): void {
  if (refused.length > 0) throw new InvalidInput({ files: 'file.error.some' });
}

/** The files of a form, as it lists them. */
export interface AttachedView {
  list: FileView[];
  /** The same for the form's field, and so for a draft of it: a script lists them again without asking. */
  field: string;
  /** In sentences. */
  refused: string[];
}

export const NOTHING_ATTACHED: AttachedView = { list: [], field: '[]', refused: [] };

/** One's own that are still there. */
export async function attachedView(
  { store }: Pages,
  visit: Visit,
  { id: discussionId }: Discussion,
  { ids, refused }: Attached,
): Promise<AttachedView> {
  const files = await store.files.byIds(discussionId, ids);
  const own = ids
    .flatMap((id) => files.get(id) ?? [])
    .filter(({ ownerId }) => ownerId === visit.actor.memberId);
  const list = own.map((file) => fileView(file, visit));
  const field = JSON.stringify(list.map(({ id, name, about }) => ({ id, name, about })));
  return { list, field, refused: refused.map(({ error, name }) => visit.language.t(error, { name })) };
}
