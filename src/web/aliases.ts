import { createHmac } from 'node:crypto';
import { type Alias, aliasOfNumber } from '../domain/alias.ts';
import type { Discussion } from '../store/discussions.ts';
import { languageFor } from './language.ts';

/**
 * By which name classmates know somebody in a discussion: the same for everybody who reads it, in whatever language,
 * since they write it in their posts.
 */
export function aliasIn({ aliasing }: Pick<Discussion, 'aliasing'>, memberNumber: number): string {
  const { key, language } = aliasing ?? { key: '', language: null };
  const alias = aliasOfNumber(memberNumber, (round, half) => {
    return createHmac('sha256', key).update(`${round} ${half}`).digest()[0] ?? 0;
  });
  return inWords(alias, language);
}

function inWords({ place, animal, again }: Alias, language: string | null): string {
  const { t } = languageFor(language);
  const word = (list: string, index: number) => t(list).split(' ')[index] ?? '';
  const words = {
    place: word('opening.alias.places', place),
    animal: word('opening.alias.animals', animal),
  };
  return again === null ? t('opening.alias.name', words) : t('opening.alias.again', { ...words, again });
}
