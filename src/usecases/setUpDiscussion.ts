import { randomUUID } from 'node:crypto';
import { type Actor, maySetUp } from '../domain/actor.ts';
import { ruleset } from '../domain/discussion.ts';
import { EDITED_FREELY, type EditingRules } from '../domain/editing.ts';
import { Conflict, type FieldErrors, InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { oneLine } from '../domain/oneLine.ts';
import { consequences, type Grouping } from '../domain/opening.ts';
import { type Format, isBlank } from '../domain/post.ts';
import type { Aliasing, Discussion, Settings } from '../store/discussions.ts';
import type { Store } from '../store/index.ts';
import type { Session } from '../store/sessions.ts';
import { formatTyped } from './formatTyped.ts';

/** What the set-up form asks. Points and words are whole or decimal numbers within the form's bounds. */
export interface Choices extends Partial<EditingRules> {
  title: string;
  promptText: string;
  /** Plain where it is not said. */
  promptFormat?: Format;
  maximum: number;
  replies: number;
  postMinimumWords: number;
  replyMinimumWords: number;
  postDueAt: Date | null;
  repliesDueAt: Date | null;
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
  if (link.lmsDueAt) await store.discussions.keepLmsDueDate(discussion.id, link.lmsDueAt);
  await store.sessions.openDiscussion(session.id, discussion.id);
}

/**
 * @param confirmed the consequences that whoever changes it has been told
 * @throws NotAllowed, NotFound, InvalidInput
 */
export async function changeDiscussion(
  store: Store,
  actor: Actor,
  id: string,
  choices: Choices,
  confirmed: string[] = [],
): Promise<void> {
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
  const discussion = await store.discussions.find(actor.courseId, id);
  if (!discussion) throw new NotFound('discussion');
  const changed = settings(choices, discussion.aliasing);
  const unread = Object.entries(consequences(discussion, choices)).filter(
    ([, consequence]) => !confirmed.includes(consequence),
  );
  if (unread.length > 0 && !(await store.posts.isEmpty(id)))
    throw new InvalidInput(Object.fromEntries(unread), { ...choices });
  await store.discussions.change(id, changed);
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
  const { title, zone, postFirst, aliases, groups, language } = choices;
  const errors = wordErrors(choices);
  const prompt = promptOf(choices);
  if (Object.keys(errors).length > 0 || 'problem' in prompt) throw new InvalidInput(errors, { ...choices });
  const { text, html, plain, format } = prompt;
  const { editing, editMinutes, history } = { ...EDITED_FREELY, ...choices };
  return {
    ...{ title: oneLine(title), zone, postFirst, aliases, groups, editing, editMinutes, history },
    ...{ promptText: text, promptFormat: format, promptHtml: html, promptPlain: plain },
    aliasing: aliasing ?? (aliases ? { key: randomUUID(), language } : null),
    ...ruleset(choices),
  };
}
