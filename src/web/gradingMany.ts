import type { Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Member } from '../store/members.ts';
import {
  acceptSuggestions,
  type Done,
  giveZero,
  type Offer,
  offerSuggestions,
} from '../usecases/acceptSuggestions.ts';
import { releaseAllGrades } from '../usecases/gradeStudent.ts';
import { releaseLater } from '../usecases/releaseLater.ts';
import { gradedIn, pointsIn, requireGrader } from './grading.ts';
import { asWished, listingIn, queryOf } from './gradingList.ts';
import { fromIn, isLocalTime, localIn } from './localTime.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf } from './people.ts';
import { preflight } from './preflight.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

const ids = z.preprocess((value) => [value ?? []].flat(), z.array(z.string().max(100)).max(2000)).catch([]);
const input = z.object({
  what: z.enum(['accept', 'zero', 'release', 'later', 'byHand']),
  /** `student:points`, as the page had it. */
  offered: z.string().max(200_000).catch(''),
  student: ids,
  sure: z.string().catch(''),
  releaseAt: z.string().max(100).catch(''),
});
type Input = z.infer<typeof input>;

/** What can be decided for many at once, and about whom somebody should look first. */
export const manyPage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const { done, left } = request.query;
  const count = (typed: unknown) => Number(/^\d{1,5}$/.exec(String(typed))?.[0] ?? 0);
  const { t } = visit.language;
  const key = ['accept', 'zero', 'release', 'later', 'byHand'].find((what) => what === request.query.what);
  const said = key ? [t(`grading.many.done.${key}`, { count: count(done) })] : [];
  if (count(left) > 0) said.push(t('grading.many.left', { count: count(left) }));
  await showMany(tool, visit, request.query, response, { notice: said.join(' ') || null });
};

export const decideMany: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const query = queryOf(listingIn(request.query));
  const parsed = input.safeParse(request.body ?? {});
  if (!parsed.success) return response.redirect(303, `${visit.base}/grading/many${query}`);
  const typed = parsed.data;
  try {
    const { done, left } = await carryOut(tool, visit, discussion, typed);
    tool.deliveries.wake();
    const told = new URLSearchParams({ what: typed.what, done: String(done), left: String(left) });
    response.redirect(303, `${visit.base}/grading/many${query ? `${query}&` : '?'}${told}`);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    await showMany(tool, visit, request.query, response, { typed, errors: error.errors });
  }
};

async function carryOut(
  pages: Pages,
  { actor, now }: Visit,
  { id: discussionId, zone }: Discussion,
  { what, offered, student, sure, releaseAt }: Input,
): Promise<Done> {
  const { store } = pages;
  const chosen = new Set(student);
  if (what === 'accept')
    return acceptSuggestions(store, actor, { discussionId, offered: offersIn(offered) }, now);
  if (what === 'zero') {
    if (!sure) throw new InvalidInput({ sure: 'grading.many.error.sure' });
    return giveZero(store, actor, { discussionId, memberIds: chosen }, now);
  }
  if (what === 'release')
    return { done: await releaseAllGrades(pages, actor, discussionId, now, chosen), left: 0 };
  const at = isLocalTime(releaseAt) ? fromIn(releaseAt, zone) : null;
  if (what === 'later' && !at) throw new InvalidInput({ releaseAt: 'grading.many.error.releaseAt' });
  await releaseLater(store, actor, { discussionId, at: what === 'later' ? at : null }, now);
  return { done: 1, left: 0 };
}

function offersIn(offered: string): Map<string, number> {
  const pairs = offered.split(' ').map((pair) => pair.split(':'));
  return new Map(pairs.flatMap(([id, points]) => (id && points ? [[id, Number(points)] as const] : [])));
}

interface Shown {
  notice?: string | null;
  typed?: Input;
  errors?: Record<string, string>;
}

async function showMany(
  tool: Pages,
  visited: Visit,
  asked: unknown,
  response: Response,
  { notice = null, typed, errors = {} }: Shown,
): Promise<void> {
  const listing = listingIn(asked);
  const visit = asWished(visited, listing);
  const { base, language, actor, now } = visit;
  const { t, date } = language;
  const discussion = await discussionOf(tool, visit);
  const [{ clear, doubtful, idle }, everyone] = await Promise.all([
    offerSuggestions(tool.store, actor, discussion, now),
    gradedIn(tool, visit, discussion),
  ]);
  const confirmed = everyone.filter(({ record }) => record?.grade.status === 'confirmed');
  const row = rowOf(visit, discussion, queryOf(listing));
  const later = discussion.release === 'itself' ? discussion.releaseAt : null;
  const chosen = typed && new Set(typed.student);
  show(response, 'grading-many', {
    title: t('grading.many.title', { title: discussion.title }),
    ...{ base, discussion, notice, errors, query: queryOf(listing) },
    csrf: visit.session.csrfToken,
    before: await preflight(tool, visit, discussion, everyone),
    judged: discussion.rubric !== null && discussion.byPost === 'off',
    byPost: discussion.byPost !== 'off',
    clear: clear.map(row),
    offered: clear.map(({ member, points }) => `${member.id}:${points}`).join(' '),
    doubtful: doubtful.map(row),
    idle: idle.map((one) => ({ ...row(one), chosen: !chosen || chosen.has(one.member.id) })),
    confirmed: confirmed.map(({ member, record }) => ({
      ...row({ member }),
      points: record && pointsIn(record, discussion.maximum, language),
    })),
    releaseAt: typed?.releaseAt || localIn(later, discussion.zone),
    later: later && now < later ? t('grading.many.later', { at: date(later, discussion.zone) }) : null,
    zone: t('discussion.zone', { zone: discussion.zone }),
  });
}

const rowOf =
  ({ reader, base, language }: Visit, discussion: Discussion, query: string) =>
  ({ member, points, doubts = [] }: { member: Member } & Partial<Offer>) => ({
    id: member.id,
    name: personOf(asSeenBy(reader, member, discussion), language).name,
    href: `${base}/grading/${member.id}${query}`,
    points: points === undefined ? null : language.number(points),
    doubts: doubts.map((doubt) => language.t(`grading.doubt.${doubt}`)),
  });
