import type { Actor } from '../domain/actor.ts';
import { NotFound } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import type { ChosenLink } from '../lti/deepLinking.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Session } from '../store/sessions.ts';
import { type Choices, createDiscussion } from './setUpDiscussion.ts';
import type { Tool } from './tool.ts';

/**
 * Makes a discussion and the signed message by which the LMS links to it (Deep Linking 2.0, section 4.5).
 * @returns `jwt` to post to `returnUrl` within a minute
 * @throws NotAllowed, InvalidInput; NotFound where the LMS did not ask
 */
export async function offerDiscussion(
  { store, lti, baseUrl }: Tool,
  { session, platform, actor }: { session: Session; platform: Platform; actor: Actor },
  choices: Choices,
  requestId: string,
  now: Date,
): Promise<{ returnUrl: string; jwt: string }> {
  if (!session.deepLinking) throw new NotFound('deep linking request');
  const { returnUrl, acceptLineItem, ...asked } = session.deepLinking;
  const discussion = await createDiscussion(store, actor, choices, requestId, now);
  const link = linkTo(discussion, baseUrl, acceptLineItem !== false);
  const jwt = await lti.deepLinkingResponse(platform, { ...asked, deploymentId: session.deploymentId }, link);
  return { returnUrl, jwt };
}

function linkTo(discussion: Discussion, baseUrl: string, withLineItem: boolean): ChosenLink {
  const { id, title, maximum, requirements } = discussion;
  const url = `${baseUrl}/lti/launch`;
  const last = Math.max(0, ...requirements.map(({ dueAt }) => dueAt?.getTime() ?? 0));
  return {
    title,
    url,
    // Canvas fills the variable in at each launch; Moodle leaves it as it stands.
    custom: { discussion: id, due_at: '$ResourceLink.submission.endDateTime' },
    lineItem: withLineItem
      ? {
          ...{ label: title, scoreMaximum: maximum, resourceId: id, tag: 'rejoinder' },
          submissionReview: { reviewableStatus: ['InProgress', 'Submitted', 'Completed'], url },
        }
      : null,
    endsAt: last > 0 ? new Date(last) : null,
  };
}
