import type { Response } from 'express';
import { z } from 'zod';
import { InvalidInput } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import { excuseStudent, giveTime, takeTimeBack, type Whom } from '../usecases/giveTime.ts';
import { requireGrader } from './grading.ts';
import { isLocalTime, untilIn } from './localTime.ts';
import { noticeOf } from './notices.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf } from './people.ts';
import { studentsAmong } from './students.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

const input = z.object({
  what: z.enum(['extend', 'unextend', 'excuse', 'unexcuse']).catch('extend'),
  /** `member ID` or `group ID`. */
  whom: z.string().max(100).catch(''),
  until: z.string().max(100).catch(''),
});
type Input = z.infer<typeof input>;

/** Who has more time than the others, of whom nothing is asked, and how to change that. */
export const extensionsPage: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const notice = noticeOf(request.query.done);
  await showExtensions(tool, visit, response, { notice: notice && visit.language.t(notice) });
};

export const changeExtensions: VisitHandler = async (tool, visit, request, response) => {
  requireGrader(visit);
  const typed = input.parse(request.body ?? {});
  const discussion = await discussionOf(tool, visit);
  try {
    await carryOut(tool, visit, discussion, typed);
    response.redirect(303, `${visit.base}/extensions?done=${typed.what}`);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    await showExtensions(tool, visit, response, { typed, errors: error.errors });
  }
};

async function carryOut(
  { store }: Pages,
  { actor, now }: Visit,
  { id: discussionId, zone }: Discussion,
  { what, whom: chosen, until: typed }: Input,
): Promise<void> {
  const whom = whomIn(chosen);
  if (what === 'unextend') return takeTimeBack(store, actor, { discussionId, ...whom }, now);
  if (what !== 'extend') {
    const excused = what === 'excuse';
    return excuseStudent(store, actor, { discussionId, memberId: whom.memberId ?? '', excused }, now);
  }
  const until = isLocalTime(typed) ? untilIn(typed, zone) : null;
  if (!until) throw new InvalidInput({ until: 'extensions.error.until' });
  return giveTime(store, actor, { discussionId, ...whom, until }, now);
}

/** @throws InvalidInput about `whom` */
function whomIn(chosen: string): Whom {
  const [kind, id] = chosen.split(' ');
  if (!id || (kind !== 'member' && kind !== 'group'))
    throw new InvalidInput({ whom: 'extensions.error.whom' });
  return kind === 'member' ? { memberId: id, groupId: null } : { memberId: null, groupId: id };
}

interface Shown {
  notice?: string | null;
  typed?: Input;
  errors?: Record<string, string>;
}

async function showExtensions(
  tool: Pages,
  visit: Visit,
  response: Response,
  { notice = null, typed, errors = {} }: Shown,
): Promise<void> {
  const { language, base, session, actor } = visit;
  const discussion = await discussionOf(tool, visit);
  const { extensions, excused, zone } = discussion;
  const [members, sections, groups] = await Promise.all([
    tool.store.members.inCourse(actor.courseId),
    tool.store.groups.inCourse(actor.courseId, 'sections'),
    tool.store.groups.inCourse(actor.courseId, 'groups'),
  ]);
  const named = [...extensions, ...excused].flatMap(({ memberId, by }) => (memberId ? [memberId, by] : [by]));
  const people = await peopleIn(tool, visit, discussion, named);
  const nameOf = (id: string | null) => personOf(people.get(id ?? ''), language).name;
  const groupName = (id: string | null) => [...sections, ...groups].find((one) => one.id === id)?.name ?? '';
  const given = ({ by, at }: { by: string; at: Date }) =>
    language.t('extensions.by', { name: nameOf(by), at: language.date(at, zone) });
  const option = (value: string, text: string) => ({ value, text, chosen: value === typed?.whom });
  const students = studentsAmong(members, new Set(), language).map((member) =>
    option(`member ${member.id}`, personOf(member, language).name),
  );
  show(response, 'extensions', {
    title: language.t('extensions.title'),
    ...{ base, csrf: session.csrfToken, discussion, notice, errors, typed, students },
    zone: language.t('discussion.zone', { zone }),
    groups: [...sections, ...groups].map(({ id, name }) => option(`group ${id}`, name)),
    extended: extensions.map((one) => ({
      name: one.memberId ? nameOf(one.memberId) : groupName(one.groupId),
      whom: one.memberId ? `member ${one.memberId}` : `group ${one.groupId}`,
      until: language.t('extensions.until', { at: language.date(one.until, zone) }),
      by: given(one),
    })),
    excused: excused.map((one) => ({
      name: nameOf(one.memberId),
      whom: `member ${one.memberId}`,
      by: given(one),
    })),
  });
}
