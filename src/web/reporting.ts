import { labelOfPost } from '../domain/thread.ts';
import { postToReport, reportPost } from '../usecases/reportPost.ts';
import { addressOf } from './checklist.ts';
import { contentFor } from './content.ts';
import { whichIn } from './moderating.ts';
import { written } from './posts.ts';
import { asking, deciding, type Reasoned } from './reasons.ts';
import { discussionOf } from './visit.ts';

const reporting: Reasoned = {
  async question(tool, visit, request) {
    const discussion = await discussionOf(tool, visit);
    const post = await postToReport(tool.store, visit.actor, await whichIn(tool, visit, request));
    const content = await contentFor(tool, visit, discussion, [post.html]);
    const label = labelOfPost(post);
    const html = content.html(post.html, 1);
    return { sentences: 'report', facts: { label }, back: addressOf(label), html };
  },
  async carryOut(tool, visit, request, reason) {
    const which = await whichIn(tool, visit, request);
    return written(await reportPost(tool.store, visit.actor, { ...which, reason }, visit.now), 'reported');
  },
};
export const [reportPage, report] = [asking(reporting), deciding(reporting)];
