import { z } from 'zod';
import type { Shown } from '../domain/delivery.ts';
import { LmsUnavailable } from '../domain/errors.ts';
import type { Family, Platform } from '../domain/platform.ts';
import { jsonIn } from './answer.ts';
import { nextPage } from './nextPage.ts';
import { failure, outcomeOf } from './outcome.ts';
import { QUIRKS } from './quirks.ts';
import { SCOPES, type ServiceRequest, type Services } from './services.ts';
import { below } from './urls.ts';

const RESULTS_TYPE = 'application/vnd.ims.lis.v2.resultcontainer+json';
/** Nobody teaches more, nor has more columns. */
const MOST_PAGES = 100;

const result = z.object({
  userId: z.union([z.string(), z.number()]).transform(String),
  resultScore: z.number().nullish(),
  resultMaximum: z.number().nullish(),
  comment: z.string().nullish(),
  // Not of the specification; Moodle has it.
  timestamp: z.coerce.date().nullish().catch(null),
});

interface Column {
  platform: Platform;
  family: Family;
  lineItemUrl: string;
}

/**
 * What the LMS shows for one student (AGS 2.0, section 3.3); null where it shows nothing; undefined where it will not
 * tell.
 * @throws LmsUnavailable where it may tell later
 */
export async function readResult(
  services: Services,
  { platform, family, lineItemUrl }: Column,
  sub: string,
): Promise<Shown | null | undefined> {
  const url = new URL(below(lineItemUrl, 'results'));
  url.searchParams.set('user_id', sub);
  const request = { scope: SCOPES.results, url: url.href, accept: RESULTS_TYPE };
  const results = (await readList(services, platform, request, result))?.list;
  if (!results) return undefined;
  // Of accounts that were merged Canvas answers by the id of the one that is left.
  const merged = QUIRKS[family].mergesPeople && results.length === 1 ? results[0] : undefined;
  const own = results.find((one) => one.userId === sub) ?? merged;
  return own ? toShown(own) : null;
}

/**
 * What a whole column shows, by LTI user id; undefined where the LMS will not tell.
 * @throws LmsUnavailable where it may tell later
 */
export async function readResults(
  services: Services,
  { platform, family, lineItemUrl }: Column,
): Promise<Map<string, Shown> | undefined> {
  const { resultsLimit } = QUIRKS[family];
  const url = new URL(below(lineItemUrl, 'results'));
  if (resultsLimit) url.searchParams.set('limit', String(resultsLimit));
  const request = { scope: SCOPES.results, url: url.href, accept: RESULTS_TYPE };
  const results = await readWhole(services, platform, request, result);
  return results && new Map(results.map((one) => [one.userId, toShown(one)]));
}

const toShown = ({ resultScore, resultMaximum, comment, timestamp }: z.infer<typeof result>): Shown => ({
  points: resultScore ?? null,
  maximum: resultMaximum ?? null,
  comment: comment ?? '',
  at: timestamp ?? null,
});

/**
 * All pages of a list that a service gives.
 * @returns undefined where the LMS refuses @throws LmsUnavailable
 */
export async function readWhole<Item>(
  services: Services,
  platform: Platform,
  request: ServiceRequest,
  item: z.ZodType<Item>,
): Promise<Item[] | undefined> {
  const whole: Item[] = [];
  const seen = new Set<string>();
  for (let next: string | null = request.url; next; ) {
    if (seen.has(next) || seen.size >= MOST_PAGES) throw new LmsUnavailable('the list has no end');
    seen.add(next);
    const page = await readList(services, platform, { ...request, url: next }, item);
    if (!page) return undefined;
    whole.push(...page.list);
    next = nextPage(page.link, next);
  }
  return whole;
}

/**
 * A list that a service gives, or a page of it.
 * @returns undefined where the LMS refuses @throws LmsUnavailable
 */
async function readList<Item>(
  services: Services,
  platform: Platform,
  request: ServiceRequest,
  item: z.ZodType<Item>,
): Promise<{ list: Item[]; link: string | null } | undefined> {
  const answer = await services.request(platform, request).catch(failure);
  if ('cause' in answer && answer.cause === 'address-refused')
    throw new LmsUnavailable(answer.detail, { problem: 'address-refused' });
  if ('headers' in answer && (answer.status === 404 || answer.status === 412)) return undefined;
  const outcome = 'kind' in answer ? answer : outcomeOf(answer);
  if (outcome.kind === 'unknown' || outcome.kind === 'later')
    throw new LmsUnavailable(outcome.detail, {
      problem: outcome.cause === 'throttled' ? 'throttled' : 'lms-down',
      retryAfterMs: outcome.retryAfterMs,
    });
  if ('kind' in answer || outcome.kind === 'refused') return undefined;
  const list = z.array(item).safeParse(jsonIn(answer.body)).data;
  if (!list) throw new LmsUnavailable('the answer is no list', { problem: 'unreadable' });
  return { list, link: answer.headers.get('link') };
}
