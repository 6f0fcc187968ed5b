import { z } from 'zod';
import { countsInStatistics } from '../domain/actor.ts';
import { type Delivery, foremost, WHEN_CHANGED } from '../domain/delivery.ts';
import { NotFound } from '../domain/errors.ts';
import type { Exchange } from '../domain/exchange.ts';
import { apartIn, type Part } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import { makeColumn } from '../usecases/makeColumn.ts';
import {
  compareNow,
  decideWhenChanged,
  resendFailed,
  settleDifference,
  typedStays,
} from '../usecases/settleDifference.ts';
import { columnsView, partName } from './columns.ts';
import { gradingState, isUnchanged } from './following.ts';
import { deliveriesLine, type Graded, gradedIn, requireGrader, standingIn } from './grading.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { personOf } from './people.ts';
import { mayMakeColumns } from './platformHealth.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

/** What the LMS's gradebook has of this discussion, and what in it needs a person. */
export const gradebookPage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const state = await gradingState(tool, visit, discussion);
  if (isUnchanged(request, response, state)) return;
  const [everyone, course, links, health] = await Promise.all([
    gradedIn(tool, visit, discussion),
    tool.store.courses.byId(visit.actor.courseId),
    tool.store.resourceLinks.ofDiscussion(discussion.id),
    tool.store.health.of(visit.session.platformId),
  ]);
  const { base, language, session } = visit;
  const { t } = language;
  const stuck = everyone.flatMap((one) => stuckIn(one, discussion));
  const comparing = request.query.comparing !== undefined;
  const arranged = request.query.arranged !== undefined;
  const differing = stuck.some(({ delivery }) => delivery.state === 'differs');
  const first = links.find(({ lineItemUrl }) => lineItemUrl);
  show(response, 'gradebook', {
    title: t('gradebook.title', { title: discussion.title }),
    ...{ base, csrf: session.csrfToken, discussion, state },
    notice: comparing ? t('gradebook.comparing') : arranged ? t('columns.arranged') : null,
    waits: comparing || everyone.some(({ record }) => record && foremost(record).state === 'waiting'),
    line: deliveriesLine(
      everyone.filter(({ member }) => countsInStatistics(member)),
      language,
    ),
    noColumn: !first && links.some(({ lineItemsUrl }) => lineItemsUrl),
    columns: columnsView(discussion, links, visit, mayMakeColumns(health)),
    group: links.some(({ groupTold }) => groupTold !== null),
    typedStays: differing && course !== null && typedStays(course),
    stuck: stuck.map((one) => needing(one, discussion, visit)),
    failed: stuck.filter(({ delivery }) => delivery.state === 'failed').length > 1,
    choices: WHEN_CHANGED.map((value) => ({
      ...{ value, text: t(`gradebook.whenChanged.${value}`) },
      chosen: value === discussion.whenChanged,
    })),
  });
};

interface Stuck extends Graded {
  delivery: Delivery;
  /** Of which part, where each has a column of its own; null: the activity's own column. */
  part: string | null;
  column: Part | null;
}

/** What of a grade needs a person, column by column. */
function stuckIn(one: Graded, discussion: Discussion): Stuck[] {
  const { record } = one;
  if (!record) return [];
  const parts = apartIn(discussion);
  const all = [[null, record.delivery] as const, ...Object.entries(record.others)];
  return all
    .filter(([, { state }]) => state === 'failed' || state === 'differs')
    .map(([part, delivery]) => {
      const column = (part === null ? parts[0] : parts.find(({ id }) => id === part)) ?? null;
      return { ...one, delivery, part, column };
    });
}

/** A grade that did not arrive, or that somebody changed: the cause, and what can be done. */
function needing({ member, delivery, part, column }: Stuck, discussion: Discussion, visit: Visit) {
  const { base, language } = visit;
  const { t, number } = language;
  const page = `${base}/grading/${member.id}`;
  const { name } = personOf(member, language);
  const { wanted } = delivery;
  const ours = wanted && { points: number(wanted.points), maximum: number(wanted.maximum) };
  const whole = wanted?.maximum === discussion.maximum;
  return {
    ...{ name, page, part: part ?? '' },
    column: column && partName(column, language),
    said: standingIn(delivery, discussion.zone, language).text,
    ours: ours && t('gradebook.ours', { points: whole ? ours.points : t('grade.of', ours) }),
    since: delivery.difference && sinceIn(delivery.difference, discussion, language),
    differs: delivery.state === 'differs',
  };
}

/** Who changed it no LMS tells; when, some do. */
function sinceIn(
  { theirs, foundAt }: { theirs: { at: Date | null }; foundAt: Date },
  { zone }: Discussion,
  { t, date }: Language,
): string {
  if (theirs.at) return t('gradebook.changedAt', { at: date(theirs.at, zone) });
  return t('gradebook.foundAt', { at: date(foundAt, zone) });
}

const back = (visit: Visit) => `${visit.base}/gradebook`;

const whenInput = z.object({ whenChanged: z.enum(WHEN_CHANGED).catch('ask') });
export const changeWhenChanged: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const { whenChanged } = whenInput.parse(request.body);
  await decideWhenChanged(tool.store, visit.actor, { discussionId: id, whenChanged }, visit.now);
  tool.deliveries.wake();
  response.redirect(303, back(visit));
};

export const resendAll: VisitHandler = async (tool, visit, _request, response) => {
  const { id } = await discussionOf(tool, visit);
  await resendFailed(tool.store, visit.actor, id, visit.now);
  tool.deliveries.wake();
  response.redirect(303, back(visit));
};

/** A teacher asked for it, and waits for the LMS. */
export const addColumn: VisitHandler = async (tool, visit, _request, response) => {
  const { id } = await discussionOf(tool, visit);
  await makeColumn(tool, visit.actor, id, visit.now);
  tool.deliveries.wake();
  response.redirect(303, back(visit));
};

export const compare: VisitHandler = async (tool, visit, _request, response) => {
  const { id } = await discussionOf(tool, visit);
  await compareNow(tool.store, visit.actor, id, visit.now);
  response.redirect(303, `${back(visit)}?comparing`);
};

const settleInput = z.object({
  choice: z.enum(['theirs', 'ours']).catch('theirs'),
  part: z.string().max(40).catch(''),
});
export const settle: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const { choice, part } = settleInput.parse(request.body);
  const memberId = String(request.params.member);
  const settling = { discussionId: id, memberId, part: part || null, choice };
  await settleDifference(tool.store, visit.actor, settling, visit.now);
  tool.deliveries.wake();
  response.redirect(303, back(visit));
};

/** What was said to the LMS about one student's grade, to be copied for its support. */
export const exchangesPage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const discussion = await discussionOf(tool, visit);
  const member = await memberIn(tool, visit, String(request.params.member));
  const { name } = personOf(member, visit.language);
  const { t } = visit.language;
  const exchanges = await tool.store.grades.exchanges(discussion.id, member.id);
  show(response, 'exchanges', {
    title: t('gradebook.exchanges.title', { name, title: discussion.title }),
    ...{ base: visit.base, name, page: `${visit.base}/grading/${member.id}`, script: 'copy.js' },
    text: exchanges.map((one) => lineOf(one, discussion, visit.language)).join('\n'),
  });
};

/** In UTC, as logs have it. */
function lineOf(
  { at, ms, what, part, status, outcome, said }: Exchange,
  discussion: Discussion,
  language: Language,
): string {
  const { t } = language;
  const column = part && apartIn(discussion).find(({ id }) => id === part);
  const facts = [
    at.toISOString(),
    t(`gradebook.exchanges.what.${what}`),
    column ? partName(column, language) : (part ?? ''),
    status === null ? t('gradebook.exchanges.noAnswer') : `HTTP ${status}`,
    outcome,
    `${ms} ms`,
    said.replace(/\s+/g, ' '),
  ];
  return facts.filter(Boolean).join(' · ');
}

async function memberIn({ store }: Pages, { actor }: Visit, id: string) {
  const member = await store.members.find(actor.courseId, id);
  if (!member) throw new NotFound('student');
  return member;
}
