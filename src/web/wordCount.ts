import type { RequirementKind } from '../domain/discussion.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Measured } from './asked.ts';
import type { Language } from './language.ts';

/** Stands where the script puts a number. */
const GAP = '%';
/** Between them they have every plural that a language has for whole numbers. */
const SAMPLES = [...Array(200).keys(), 1_000_000];

/** How many words there are so far, in every plural and against the minimum, for the script to fill in. */
export function wordCounter({ t, code }: Language, minimum: number) {
  const plural = new Intl.PluralRules(code);
  const forms = plural.resolvedOptions().pluralCategories.map((category) => {
    const count = SAMPLES.find((sample) => plural.select(sample) === category) ?? 2;
    return [category, t('post.words', { count, replace: { count: GAP } })];
  });
  return {
    minimum,
    words: JSON.stringify(Object.fromEntries(forms)),
    of: minimum > 0 ? t('write.wordsOf', { count: minimum, words: GAP }) : '',
  };
}

/** The words asked for by what a new post or reply, or this one, is going to be measured against. */
export function minimumOf(
  measured: Measured,
  { requirements }: Discussion,
  kind: RequirementKind,
  postId?: string,
): number {
  const entries = measured?.participation.entries ?? [];
  const meets = entries.findIndex(
    ({ evidence, shortfall }) => postId !== undefined && (evidence ?? shortfall)?.postId === postId,
  );
  const unmet = entries.findIndex((entry) => entry.kind === kind && !entry.met);
  return requirements[meets >= 0 ? meets : unmet]?.minimumWords ?? 0;
}
