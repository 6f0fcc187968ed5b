import { type Actor, maySetUp } from '../domain/actor.ts';
import { ASKED_BY_DEFAULT } from '../domain/discussion.ts';
import { InvalidInput, NotAllowed } from '../domain/errors.ts';
import type { Store } from '../store/index.ts';
import { type Left, readCartridge, type Topic } from './readCartridge.ts';
import { type Choices, createDiscussion } from './setUpDiscussion.ts';

/** What became of what was sent: made, with what of each was left out or is otherwise; and left. */
export interface Imported {
  taken: { id: string; title: string; notes: string[] }[];
  left: Left[];
}
interface Sent {
  /** Of the form: sent twice, it makes nothing twice. */
  requestId: string;
  language: string;
  zone: string;
}

/** Makes a discussion of each topic, with what is asked by default; none has a place in the course yet. @throws NotAllowed, InvalidInput */
export async function importCartridge(
  store: Store,
  actor: Actor,
  { archive, ...sent }: Sent & { archive: Uint8Array },
  now: Date,
): Promise<Imported> {
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
  const { topics, left } = readCartridge(archive);
  const taken: Imported['taken'] = [];
  for (const [index, topic] of topics.entries()) {
    try {
      const choices = choicesOf(topic, sent);
      const { id } = await createDiscussion(store, actor, choices, `${sent.requestId} ${index}`, now);
      taken.push({ id, title: topic.title, notes: topic.notes });
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      left.push({ title: topic.title, why: 'transfer.left.text' });
    }
  }
  return { taken, left };
}

const choicesOf = (
  { title, text, format, points, ungraded, postFirst }: Topic,
  { language, zone }: Sent,
): Choices => ({
  ...{ title, promptText: text, promptFormat: format, maximum: points ?? 10, postFirst, language, zone },
  ...{ asked: ASKED_BY_DEFAULT, ...(ungraded ? { scoring: 'none' } : {}), aliases: false, groups: 'none' },
});
