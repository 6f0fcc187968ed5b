import { NotFound } from '../domain/errors.ts';
import { firstMaximum } from '../domain/shares.ts';
import type { ChosenLink } from '../lti/deepLinking.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Session } from '../store/sessions.ts';
import { type Asked, gradedPlace, previewOffer, requireAsked } from './previewOffer.ts';
import { type Choices, changeDiscussion, createDiscussion } from './setUpDiscussion.ts';
import type { Tool } from './tool.ts';

/** The signed answer: `jwt`, to post to `returnUrl` within a minute (Deep Linking 2.0, section 4.5). */
export interface Answer {
  returnUrl: string;
  jwt: string;
}

/**
 * Makes a discussion and offers it. One request of an LMS makes one discussion, however often its form is sent:
 * as long as it is nowhere in the course, the last time counts.
 * @throws NotAllowed, InvalidInput; NotFound where the LMS did not ask
 */
export async function offerNew(
  tool: Tool,
  asked: Asked,
  choices: Choices,
  reviewLabel: string,
): Promise<Answer> {
  const { store, now } = tool;
  const { session, actor } = asked;
  requireAsked(asked);
  const before = await offeredAlready(tool, session);
  if (before && (await store.resourceLinks.ofDiscussion(before.id)).length === 0)
    await changeDiscussion(store, actor, before.id, choices, asOffered(before), now());
  const discussion = await createDiscussion(store, actor, choices, requestOf(session), now());
  return offer(tool, asked, discussion, reviewLabel);
}

/** Offers one of the course's discussions for another place. @throws NotAllowed, NotFound */
export async function offerExisting(
  tool: Tool,
  asked: Asked,
  id: string,
  reviewLabel: string,
): Promise<Answer> {
  const { discussion } = await previewOffer(tool, asked, id);
  return offer(tool, asked, discussion, reviewLabel);
}

/** Nothing was chosen. Whoever was asked may answer that, whatever they may add. @throws NotFound */
export async function offerNothing({ lti }: Tool, { platform, session }: Asked): Promise<Answer> {
  const { deploymentId, deepLinking } = session;
  if (!deepLinking) throw new NotFound('deep linking request');
  const { returnUrl, ...settings } = deepLinking;
  return { returnUrl, jwt: await lti.deepLinkingResponse(platform, { ...settings, deploymentId }, null) };
}

/** What this request's form made before, so that Back does not lose it. */
export function offeredAlready({ store }: Pick<Tool, 'store'>, session: Session): Promise<Discussion | null> {
  return store.discussions.byRequest(session.courseId, requestOf(session));
}

/** Nobody has read it yet. */
const asOffered = ({ previous }: Discussion) => ({ confirmed: [], seen: previous?.at ?? null });

/** What the LMS keeps with a link and sends with each launch of it, and copies with a course. */
export function customOf(discussionId: string): Record<string, string> {
  return {
    discussion: discussionId,
    // Canvas fills the variables in at each launch; Moodle leaves the first as it stands and the second empty.
    due_at: '$ResourceLink.submission.endDateTime',
    link_history: '$ResourceLink.id.history',
  };
}

async function offer(
  { store, lti, baseUrl }: Tool,
  asked: Asked,
  discussion: Discussion,
  reviewLabel: string,
): Promise<Answer> {
  const { returnUrl, ...settings } = requireAsked(asked);
  const graded = gradedPlace(await store.resourceLinks.ofDiscussion(discussion.id));
  // Grades go to one column: a second would stay empty.
  const withLineItem = settings.acceptLineItem !== false && !graded && discussion.scoring !== 'none';
  const link = linkTo(discussion, baseUrl, withLineItem ? reviewLabel : null);
  const request = { ...settings, deploymentId: asked.session.deploymentId };
  return { returnUrl, jwt: await lti.deepLinkingResponse(asked.platform, request, link) };
}

/** @param reviewLabel what a gradebook may call the way to a student's work; null: without a line item */
function linkTo(discussion: Discussion, baseUrl: string, reviewLabel: string | null): ChosenLink {
  const { id, title, requirements } = discussion;
  const last = Math.max(0, ...requirements.map(({ dueAt }) => dueAt?.getTime() ?? 0));
  const url = `${baseUrl}/lti/launch`;
  const submissionReview = {
    reviewableStatus: ['InProgress', 'Submitted', 'Completed'],
    label: reviewLabel ?? '',
    url,
  };
  const lineItem = {
    label: title,
    scoreMaximum: firstMaximum(discussion),
    resourceId: id,
    tag: 'rejoinder',
    submissionReview,
  };
  return {
    title,
    url,
    custom: customOf(id),
    lineItem: reviewLabel === null ? null : lineItem,
    endsAt: last > 0 ? new Date(last) : null,
  };
}

const requestOf = ({ id }: Session) => `deep linking ${id}`;
