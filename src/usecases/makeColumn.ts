import { type Actor, mayGrade } from '../domain/actor.ts';
import { LmsUnavailable, NotAllowed, NotFound } from '../domain/errors.ts';
import { firstMaximum } from '../domain/shares.ts';
import { columnOf, keepColumn } from './scoreTarget.ts';
import { resendFailed } from './settleDifference.ts';
import type { Tool } from './tool.ts';
import { fillAnew } from './wantReleased.ts';

/**
 * Adds a column to the gradebook for a discussion that has none there, and sends what waited for it. A teacher asked
 * for it: in Canvas it becomes an assignment.
 * @throws NotAllowed, NotFound; LmsUnavailable where the LMS does not let us, or not now
 */
export async function makeColumn(tool: Tool, actor: Actor, discussionId: string, now: Date): Promise<void> {
  const { store, lti } = tool;
  if (!mayGrade(actor.role)) throw new NotAllowed('grade');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  const known = await columnOf(tool, { courseId: actor.courseId, discussionId });
  if ('problem' in known) {
    const [course, links] = await Promise.all([
      store.courses.byId(actor.courseId),
      store.resourceLinks.ofDiscussion(discussionId),
    ]);
    const platform = course && (await store.platforms.byId(course.platformId));
    const link = links.find(({ lineItemsUrl }) => lineItemsUrl);
    if (!course || platform?.status !== 'active' || !link?.lineItemsUrl)
      throw new LmsUnavailable('no launch told where columns are made');
    const { title: label } = discussion;
    const maximum = firstMaximum(discussion);
    // Canvas adds no further column to an assignment that is gone (412): there it has to stand by itself.
    const resourceLinkId = course.family === 'canvas' ? null : link.resourceLinkId;
    const wanted = { label, maximum, resourceId: discussionId, resourceLinkId };
    const made = await lti.createLineItem({ platform, lineItemsUrl: link.lineItemsUrl }, wanted);
    if (!made) throw new LmsUnavailable('the LMS adds no column for the tool');
    await keepColumn(store, { link, part: null }, made);
    await store.resourceLinks.keepLineItem(link.id, { ownColumn: true });
    await fillAnew(tool, discussion, null);
  }
  await resendFailed(store, actor, discussionId, now);
}
