import type { Request } from 'express';
import { muteStudent, studentToMute, unmuteStudent } from '../usecases/muteStudent.ts';
import { addressOf } from './checklist.ts';
import type { Pages } from './pages.ts';
import { personOf } from './people.ts';
import { LABEL } from './permalinks.ts';
import { doneAt } from './posts.ts';
import { asking, deciding, type Reasoned } from './reasons.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

const muting: Reasoned = {
  async question(tool, visit, request) {
    const student = await studentToMute(tool.store, visit.actor, await whomIn(tool, visit, request));
    const facts = personOf(student, visit.language);
    return { sentences: 'moderation.mute', facts, back: cameFrom(request) };
  },
  async carryOut(tool, visit, request, reason) {
    const whom = await whomIn(tool, visit, request);
    await muteStudent(tool.store, visit.actor, { ...whom, reason }, visit.now);
    return cameFrom(request, 'muted');
  },
};
export const [mutePage, mute] = [asking(muting), deciding(muting)];

export const unmute: VisitHandler = async (tool, visit, request, response) => {
  await unmuteStudent(tool.store, visit.actor, await whomIn(tool, visit, request), visit.now);
  response.redirect(303, visit.base + cameFrom(request, 'unmuted'));
};

async function whomIn(tool: Pages, visit: Visit, { params }: Request) {
  const { id } = await discussionOf(tool, visit);
  return { discussionId: id, memberId: String(params.member) };
}

/** Back to the post that it was about, or else to the page about all of this. */
function cameFrom({ query }: Request, done?: string): string {
  const label = LABEL.exec(String(query.from))?.[0];
  if (!label) return `/moderation${done ? `?done=${done}` : ''}`;
  return done ? doneAt(label, done) : addressOf(label);
}
