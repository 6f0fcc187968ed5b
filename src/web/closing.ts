import type { Closing } from '../domain/moderation.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Language } from './language.ts';

/** What stands in the place of the form where nothing can be written: that, why, and what can be done still. */
export function closingView(
  closing: Closing | null,
  { zone }: Pick<Discussion, 'zone'>,
  { t, date }: Language,
) {
  if (!closing) return null;
  const { kind, reason } = closing;
  const when = closing.at && { at: date(closing.at, zone) };
  return { title: t(`closing.${kind}.title`, when), what: t(`closing.${kind}.what`, when), reason };
}
