import { z } from 'zod';
import type { ContentItem } from '../presets/preset.ts';

const dates = z.object({ startDateTime: z.string().optional(), endDateTime: z.string().optional() });
const customFields = z.record(z.string(), z.string());

/** Where the tool shows one student's work [AGS 2.0 §3.2.15]. */
export const submissionReview = z.object({
  url: z.url().optional(),
  label: z.string().optional(),
  custom: customFields.optional(),
});

/** One `ltiResourceLink` [Deep Linking 2.0 §3.2]. */
const resourceLink = z.object({
  type: z.literal('ltiResourceLink'),
  url: z.url().optional(),
  title: z.string().optional(),
  text: z.string().optional(),
  custom: customFields.optional(),
  available: dates.optional(),
  submission: dates.optional(),
  lineItem: z
    .object({
      scoreMaximum: z.number().positive(),
      label: z.string().optional(),
      resourceId: z.string().optional(),
      tag: z.string().optional(),
      submissionReview: submissionReview.optional(),
    })
    .optional(),
});

/** The items a platform with these settings can place, and what was wrong with the others. */
export function contentItems(
  claim: unknown,
  settings: Record<string, unknown>,
): { items: ContentItem[]; violations: string[] } {
  if (claim !== undefined && !Array.isArray(claim)) {
    return { items: [], violations: ['Deep Linking §4.5: content_items is not an array'] };
  }
  const violations: string[] = [];
  const items: ContentItem[] = [];
  for (const item of (claim ?? []) as unknown[]) {
    const type = (item as { type?: unknown } | null)?.type;
    const isAccepted = (settings.accept_types as string[]).includes(String(type));
    const parsed = resourceLink.safeParse(item);
    if (!isAccepted) violations.push(`Deep Linking §4.4: the type “${String(type)}” is not in accept_types`);
    else if (parsed.success) items.push(parsed.data);
    else violations.push(`Deep Linking §3.2: ${z.prettifyError(parsed.error)}`);
  }
  if (settings.accept_multiple === false && items.length > 1) {
    violations.push('Deep Linking §4.4: several items, though accept_multiple is false');
    return { items: items.slice(0, 1), violations };
  }
  return { items, violations };
}
