import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Format } from '../domain/post.ts';
import type { Typed } from '../usecases/formatTyped.ts';
import { type Attached, attachedField } from './attaching.ts';

/** A form to write or edit in, with what was typed so far and what is wrong with it. */
export interface PostForm {
  title: string;
  /** What a plain field shows. */
  text: string;
  /** What an editor shows, where it was written with one. */
  html: string;
  format: Format;
  requestId: string;
  attached: Attached;
  /** Field name to catalogue key. */
  errors: Record<string, string>;
}

export const emptyForm = (): PostForm => ({
  ...{ title: '', text: '', html: '', format: 'plain' },
  requestId: randomUUID(),
  attached: { list: [], field: '', refused: [] },
  errors: {},
});

/** What the form sends. Wrong types read as empty: the rules then say what is missing. */
export const postInput = z.object({
  title: z.string().catch(''),
  text: z.string().catch(''),
  html: z.string().catch(''),
  format: z.enum(['plain', 'rich']).catch('plain'),
  requestId: z.uuid().catch(() => randomUUID()),
  /** The section or group that a teacher's post is for; null: everybody. */
  groupId: z.string().min(1).nullable().catch(null),
  parentId: z.string().min(1).nullable().catch(null),
  seen: z.coerce.date().nullable().catch(null),
  files: attachedField,
});

type Input = z.infer<typeof postInput>;

/** What was typed. An editor sends it as plain text besides, which is for the form alone. */
export const asTyped = ({ text, html, format }: Input): Typed =>
  format === 'rich' ? { text: html, format } : { text, format };

/** The form again, with everything that was typed. */
export function formAgain(
  { title, text, html, format, requestId }: Input,
  attached: Attached,
  errors: PostForm['errors'],
): PostForm {
  return { title, text, html, format, requestId, attached, errors };
}
