import { NO_ALLOWANCES } from '../domain/allowance.ts';
import { type Choices, previewed, wordErrors } from '../usecases/setUpDiscussion.ts';
import { promptHtml } from './content.ts';
import { asksOf } from './summary.ts';
import { termsOf } from './terms.ts';
import { timelineOf } from './timeline.ts';
import type { Visit } from './visit.ts';

/** What students will read of a discussion that is not kept yet, and when what of it is. */
export function previewOf(choices: Omit<Choices, 'language'>, visit: Visit, lmsDueAt: Date | null) {
  const { language, actor, now } = visit;
  const { t, number } = language;
  // What is not there yet, or cannot be kept so, is told at its field.
  const wrong = wordErrors(choices);
  const words = {
    ...(wrong.title ? { title: t('setUp.preview.untitled') } : {}),
    ...(wrong.promptText ? { promptText: t('setUp.preview.noPrompt'), promptFormat: 'plain' as const } : {}),
  };
  const discussion = {
    ...previewed({ ...choices, ...words, language: language.code }, actor, now),
    lmsDueAt,
  };
  return {
    title: discussion.title,
    prompt: promptHtml(discussion, visit),
    asks: asksOf(discussion, visit),
    points:
      discussion.scoring === 'none'
        ? null
        : t('setUp.preview.points', { count: discussion.maximum, maximum: number(discussion.maximum) }),
    terms: termsOf({ ...discussion, ...NO_ALLOWANCES }, language),
    zone: t('discussion.zone', { zone: discussion.zone }),
    timeline: timelineOf(discussion, language, now),
  };
}
