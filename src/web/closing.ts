import type { Closing } from '../domain/moderation.ts';
import type { Language } from './language.ts';

/** What stands in the place of the form where nothing can be written: that, why, and what can be done still. */
export function closingView(closing: Closing | null, { t }: Language) {
  if (!closing) return null;
  const { kind, reason } = closing;
  return { title: t(`closing.${kind}.title`), what: t(`closing.${kind}.what`), reason };
}
