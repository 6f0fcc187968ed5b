import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AttachedView, attachedField, leftOutField, NOTHING_ATTACHED } from './attaching.ts';

/** A form to write or edit in, with what was typed so far and what is wrong with it. */
export interface PostForm {
  title: string;
  text: string;
  requestId: string;
  attached: AttachedView;
  /** Field name to catalogue key. */
  errors: Record<string, string>;
}

export const emptyForm = (): PostForm => ({
  ...{ title: '', text: '', requestId: randomUUID() },
  ...{ attached: NOTHING_ATTACHED, errors: {} },
});

/** What the form sends. Wrong types read as empty: the rules then say what is missing. */
export const postInput = z.object({
  title: z.string().catch(''),
  text: z.string().catch(''),
  requestId: z.uuid().catch(() => randomUUID()),
  parentId: z.string().min(1).nullable().catch(null),
  seen: z.coerce.date().nullable().catch(null),
  files: attachedField,
  without: leftOutField,
});

/** The form again, with everything that was typed. */
export function formAgain(
  { title, text, requestId }: z.infer<typeof postInput>,
  attached: AttachedView,
  errors: PostForm['errors'],
): PostForm {
  return { title, text, requestId, attached, errors };
}
