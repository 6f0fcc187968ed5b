import { randomUUID } from 'node:crypto';
import { type Actor, maySetUp } from '../domain/actor.ts';
import { NO_ALLOWANCES } from '../domain/allowance.ts';
import { type Asked, requirementsOf } from '../domain/discussion.ts';
import { EDITED_FREELY, type EditingRules } from '../domain/editing.ts';
import { Conflict, type FieldErrors, InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { UNMODERATED } from '../domain/moderation.ts';
import { oneLine } from '../domain/oneLine.ts';
import { consequences, type Grouping } from '../domain/opening.ts';
import { type Format, isBlank } from '../domain/post.ts';
import { asKnown } from '../domain/rubric.ts';
import { firstMaximum } from '../domain/shares.ts';
import {
  type Aliasing,
  type Discussion,
  PLAIN_RULES,
  type Rules,
  type Settings,
} from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Session } from '../store/sessions.ts';
import { formatTyped } from './formatTyped.ts';
import { note } from './moderate.ts';
import { type DryRun, tryRules } from './tryRules.ts';

/** What the set-up form asks. Points and words are whole or decimal numbers within the form's bounds. */
export interface Choices extends Partial<EditingRules>, Partial<Rules> {
  title: string;
  promptText: string;
  /** Plain where it is not said. */
  promptFormat?: Format;
  maximum: number;
  asked: readonly Asked[];
  zone: string;
  postFirst: boolean;
  aliases: boolean;
  groups: Grouping;
  /** Of whoever sets it up. */
  language: string;
}

/** Makes a discussion in the actor's course; the same request twice makes one. @throws NotAllowed, InvalidInput */
export async function createDiscussion(
  store: Store,
  actor: Actor,
  choices: Choices,
  requestId: string,
  now: Date,
): Promise<Discussion> {
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
  return store.discussions.add(actor.courseId, settings(choices, null), requestId, now);
}

/**
 * Sets up the place in the course that was launched, which has no discussion yet.
 * @throws NotAllowed, InvalidInput, NotFound, Conflict where somebody set it up meanwhile
 */
export async function setUpPlace(
  store: Store,
  { session, actor }: { session: Session; actor: Actor },
  choices: Choices,
  requestId: string,
  now: Date,
): Promise<void> {
  const link = session.resourceLinkId && (await store.resourceLinks.find(session.resourceLinkId));
  if (!link) throw new NotFound('place');
  const before = await store.discussions.byRequest(actor.courseId, requestId);
  if (link.discussionId && link.discussionId !== before?.id) throw new Conflict('set up already');
  const discussion = await createDiscussion(store, actor, choices, requestId, now);
  await store.resourceLinks.connect(link.id, discussion.id, now);
  const connected = await store.resourceLinks.find(link.id);
  if (connected?.discussionId !== discussion.id) throw new Conflict('set up already');
  const original = link.copiedFrom ? await store.discussions.byId(link.copiedFrom) : null;
  // With its course the LMS copied the columns as well.
  if (original && original.courseId !== actor.courseId && original.columns === 'each') {
    await store.discussions.keepColumns(discussion.id, 'each');
    await keepMaximumBefore(store, link.id, original);
  }
  if (link.lmsDueAt) await store.discussions.keepLmsDueDate(discussion.id, link.lmsDueAt);
  await store.sessions.openDiscussion(session.id, discussion.id);
}

/** The copied column of the activity has the first part as well, and goes back to what the original had before. */
async function keepMaximumBefore(store: Store, linkId: string, original: Discussion): Promise<void> {
  const links = await store.resourceLinks.ofDiscussion(original.id);
  const before = links.find(({ lineItemUrl }) => lineItemUrl)?.maximumBefore ?? original.maximum;
  const ourMaximum = firstMaximum(original);
  await store.resourceLinks.keepLineItem(linkId, { ourMaximum, maximumBefore: before });
}

/** What somebody who changes a discussion knew and was told. */
export interface Knowing {
  /** The consequences that they have read. */
  confirmed: string[];
  /** When the settings were last changed, as their form had it. */
  seen: Date | null;
}

/**
 * Changes the settings, unless suggestions would change by it and whoever does it has not seen which.
 * @returns that dry run, with nothing changed; null: it is changed
 * @throws NotAllowed, NotFound, InvalidInput, Conflict
 */
export async function changeDiscussion(
  store: Store,
  actor: Actor,
  id: string,
  choices: Choices,
  { confirmed, seen }: Knowing,
  now: Date,
): Promise<DryRun | null> {
  const discussion = await toSetUp(store, actor, id);
  const chosen = settings(choices, discussion.aliasing);
  const changed = { ...chosen, rubric: asKnown(chosen.rubric, discussion.rubric) };
  if (discussion.previous?.at.getTime() !== seen?.getTime())
    throw new InvalidInput({ changed: 'setUp.error.changed' });
  const unread = Object.entries(consequences(discussion, choices)).filter(
    ([, consequence]) => !confirmed.includes(consequence),
  );
  if (unread.length > 0 && !(await store.posts.isEmpty(id)))
    throw new InvalidInput(Object.fromEntries(unread), { ...choices });
  const dryRun = await tryRules(store, discussion, changed, now);
  if (dryRun.moved.length > 0 && !confirmed.includes(dryRun.key)) return dryRun;
  await change(store, actor, discussion, changed, 'settings', now);
  return null;
}

/**
 * Takes the settings one step back; again, and they are as they were. Where students have written, who reads whom and by
 * which names stays: that cannot be taken back, and is asked for each time.
 * @param seen when they were changed, as the page had it
 * @throws NotAllowed, NotFound, Conflict
 */
export async function undoSettings(
  store: Store,
  actor: Actor,
  id: string,
  seen: Date | null,
  now: Date,
): Promise<void> {
  const discussion = await toSetUp(store, actor, id);
  const { previous, postFirst, aliases, groups, aliasing } = discussion;
  if (!previous || previous.at.getTime() !== seen?.getTime()) throw new Conflict('setUp.error.changed');
  const stays = (await store.posts.isEmpty(id)) ? {} : { postFirst, aliases, groups };
  const before = { ...previous.settings, ...stays, aliasing: aliasing ?? previous.settings.aliasing };
  await change(store, actor, discussion, before, 'settings-undo', now);
}

async function toSetUp(store: Store, actor: Actor, id: string): Promise<Discussion> {
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
  const discussion = await store.discussions.find(actor.courseId, id);
  if (!discussion) throw new NotFound('discussion');
  return discussion;
}

async function change(
  store: Store,
  actor: Actor,
  discussion: Discussion,
  changed: Settings,
  act: 'settings' | 'settings-undo',
  now: Date,
): Promise<void> {
  if (!(await store.discussions.change(discussion, changed, actor.memberId, now)))
    throw new Conflict('setUp.error.changed');
  await note(store, actor, { discussionId: discussion.id, act }, now);
}

/** What is wrong with the words of a set-up. */
export function wordErrors(words: Words): FieldErrors {
  const prompt = promptOf(words);
  return {
    ...(isBlank(words.title) ? { title: 'setUp.error.title' } : {}),
    ...('problem' in prompt
      ? { promptText: prompt.problem === 'post.error.blank' ? 'setUp.error.prompt' : prompt.problem }
      : {}),
  };
}
type Words = Pick<Choices, 'title' | 'promptText' | 'promptFormat'>;

function promptOf({ promptText, promptFormat }: Words) {
  const prompt = formatTyped({ text: promptText, format: promptFormat });
  // Files belong to posts.
  const shows = 'pictures' in prompt && prompt.pictures.length > 0;
  return shows ? { problem: 'file.error.notInPrompt' } : prompt;
}

function settings(choices: Choices, aliasing: Aliasing | null): Settings {
  const { title, zone, maximum, asked, postFirst, aliases, groups, language } = choices;
  const errors = wordErrors(choices);
  const prompt = promptOf(choices);
  if (Object.keys(errors).length > 0 || 'problem' in prompt) throw new InvalidInput(errors, { ...choices });
  const { text, html, plain, format } = prompt;
  const { editing, editMinutes, history } = { ...EDITED_FREELY, ...choices };
  return {
    ...{ title: oneLine(title), zone, postFirst, aliases, groups, editing, editMinutes, history },
    ...{ promptText: text, promptFormat: format, promptHtml: html, promptPlain: plain },
    aliasing: aliasing ?? (aliases ? { key: randomUUID(), language } : null),
    ...{ maximum, requirements: requirementsOf(asked), repliesToInstructorCount: false },
    ...rulesIn(choices),
  };
}

const rulesIn = (choices: Choices): Rules => {
  const { scoring, late, latePercent, opensAt, closesAt, release, releaseAt, rubric, byPost, bestPosts } = {
    ...PLAIN_RULES,
    ...choices,
  };
  return { scoring, late, latePercent, opensAt, closesAt, release, releaseAt, rubric, byPost, bestPosts };
};

/** A discussion as it would be by these choices, for a look at it before it is kept. @throws InvalidInput */
export function previewed(choices: Choices, { courseId }: Actor, now: Date): Discussion {
  return {
    ...{ id: '', courseId, createdAt: now, lmsDueAt: null, previous: null },
    ...{
      whenChanged: 'ask',
      columns: 'one',
      changes: { latest: 0, underWay: [] },
      ...UNMODERATED,
      ...NO_ALLOWANCES,
    },
    ...settings(choices, null),
    aliasing: null,
  };
}
