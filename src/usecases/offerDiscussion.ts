import { type Actor, maySetUp } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import type { Platform } from '../domain/platform.ts';
import type { ChosenLink } from '../lti/deepLinking.ts';
import { makesItsOwnColumn } from '../lti/quirks.ts';
import type { Discussion } from '../store/discussions.ts';
import type { ResourceLink } from '../store/resourceLinks.ts';
import type { DeepLinkingSettings, Session } from '../store/sessions.ts';
import { type Choices, changeDiscussion, createDiscussion } from './setUpDiscussion.ts';
import type { Tool } from './tool.ts';

/** Who was asked to choose, and by which LMS. */
export interface Asked {
  session: Session;
  platform: Platform;
  actor: Actor;
}

/** The signed answer: `jwt`, to post to `returnUrl` within a minute (Deep Linking 2.0, section 4.5). */
export interface Answer {
  returnUrl: string;
  jwt: string;
}

/**
 * Where the grades of a discussion go that is added now. `own`: to a column that the LMS is asked for; `assignment`:
 * to that of Canvas's assignment; `first`: to that of the first place; `beside`: the same, and Canvas's assignment
 * keeps an empty one; `none`: the LMS makes no column from here.
 */
export type Column = 'own' | 'assignment' | 'first' | 'beside' | 'none';

/** What is added, as its teacher should see it before. */
export interface Preview {
  discussion: Discussion;
  places: ResourceLink[];
  /** The place whose column its grades go to. */
  graded: ResourceLink | null;
  column: Column;
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
    await changeDiscussion(store, actor, before.id, choices);
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

/** The teacher chose nothing. @throws NotAllowed, NotFound */
export async function offerNothing({ lti }: Tool, asked: Asked): Promise<Answer> {
  const { returnUrl, ...settings } = requireAsked(asked);
  const { platform, session } = asked;
  const { deploymentId } = session;
  return { returnUrl, jwt: await lti.deepLinkingResponse(platform, { ...settings, deploymentId }, null) };
}

/** What adding that discussion would do. @throws NotAllowed, NotFound */
export async function previewOffer({ store }: Tool, asked: Asked, id: string): Promise<Preview> {
  const settings = requireAsked(asked);
  const { courseId } = asked.actor;
  const [discussion, places, course] = await Promise.all([
    store.discussions.find(courseId, id),
    store.resourceLinks.ofDiscussion(id),
    store.courses.byId(courseId),
  ]);
  if (!discussion || !course) throw new NotFound('discussion');
  const graded = firstColumn(places);
  const itsOwn = makesItsOwnColumn(course.family, settings.placement ?? null);
  return { discussion, places, graded, column: columnOf(graded, itsOwn, settings) };
}

/** What this request's form made before, so that Back does not lose it. */
export function offeredAlready({ store }: Pick<Tool, 'store'>, session: Session): Promise<Discussion | null> {
  return store.discussions.byRequest(session.courseId, requestOf(session));
}

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
  const graded = firstColumn(await store.resourceLinks.ofDiscussion(discussion.id));
  // Grades go to one column: a second would stay empty.
  const withLineItem = settings.acceptLineItem !== false && !graded;
  const link = linkTo(discussion, baseUrl, withLineItem ? reviewLabel : null);
  const request = { ...settings, deploymentId: asked.session.deploymentId };
  return { returnUrl, jwt: await lti.deepLinkingResponse(asked.platform, request, link) };
}

/** @param reviewLabel what a gradebook may call the way to a student's work; null: without a line item */
function linkTo(discussion: Discussion, baseUrl: string, reviewLabel: string | null): ChosenLink {
  const { id, title, maximum, requirements } = discussion;
  const last = Math.max(0, ...requirements.map(({ dueAt }) => dueAt?.getTime() ?? 0));
  const url = `${baseUrl}/lti/launch`;
  const submissionReview = {
    reviewableStatus: ['InProgress', 'Submitted', 'Completed'],
    label: reviewLabel ?? '',
    url,
  };
  const lineItem = {
    label: title,
    scoreMaximum: maximum,
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

function columnOf(
  graded: ResourceLink | null,
  itsOwn: boolean,
  { acceptLineItem }: DeepLinkingSettings,
): Column {
  if (graded) return itsOwn ? 'beside' : 'first';
  if (itsOwn) return 'assignment';
  return acceptLineItem === false ? 'none' : 'own';
}

const firstColumn = (places: ResourceLink[]) => places.find(({ lineItemUrl }) => lineItemUrl) ?? null;

const requestOf = ({ id }: Session) => `deep linking ${id}`;

function requireAsked({ session, actor }: Asked): DeepLinkingSettings {
  if (!session.deepLinking) throw new NotFound('deep linking request');
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
  return session.deepLinking;
}
