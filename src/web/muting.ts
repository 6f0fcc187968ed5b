import type { Request } from 'express';
import { muteStudent, studentToMute, unmuteStudent } from '../usecases/muteStudent.ts';
import { addressOf } from './checklist.ts';
import type { Pages } from './pages.ts';
import { personOf } from './people.ts';
import { LABEL } from './permalinks.ts';
import { doneAt } from './posts.ts';
import { ask, decide, type Question } from './reasons.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

export const mutePage: VisitHandler = async (tool, visit, request, response) =>
  ask(visit, response, await aboutStudent(tool, visit, request));

export const mute: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const whom = { discussionId: id, memberId: String(request.params.member) };
  await decide(
    visit,
    request,
    response,
    () => aboutStudent(tool, visit, request),
    async (reason) => {
      await muteStudent(tool.store, visit.actor, { ...whom, reason }, visit.now);
      return cameFrom(request, 'muted');
    },
  );
};

export const unmute: VisitHandler = async (tool, visit, request, response) => {
  const { id } = await discussionOf(tool, visit);
  const whom = { discussionId: id, memberId: String(request.params.member) };
  await unmuteStudent(tool.store, visit.actor, whom, visit.now);
  response.redirect(303, visit.base + cameFrom(request, 'unmuted'));
};

async function aboutStudent(tool: Pages, visit: Visit, request: Request): Promise<Question> {
  const { id } = await discussionOf(tool, visit);
  const whom = { discussionId: id, memberId: String(request.params.member) };
  const student = await studentToMute(tool.store, visit.actor, whom);
  return { kind: 'mute', facts: personOf(student, visit.language), back: cameFrom(request) };
}

/** Back to the post that it was about, or else to the page about all of this. */
function cameFrom({ query }: Request, done?: string): string {
  const label = LABEL.exec(String(query.from))?.[0];
  if (!label) return `/moderation${done ? `?done=${done}` : ''}`;
  return done ? doneAt(label, done) : addressOf(label);
}
