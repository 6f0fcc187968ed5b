import { type Actor, mayWrite } from '../domain/actor.ts';
import {
  type Draft,
  discard,
  discardOther,
  endByPosting,
  keepWords,
  type Place,
  type Saved,
  takeUp,
} from '../domain/draft.ts';
import { Conflict, InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { MOST_FILES, UNPOSTED_MS } from '../domain/file.ts';
import type { Store } from '../store/index.ts';
import { scopeOf } from './scopeReading.ts';

/** Where in a discussion somebody writes. */
export interface Writing {
  discussionId: string;
  place: Place;
}

/** Longest post and its markup, with room to spare. */
const LONGEST = 400_000;
/** As many places as a person writes in at a time, and more. */
const MOST_PLACES = 200;
/** So often somebody else may be faster. */
const TRIES = 10;

/**
 * Keeps what somebody has written so far; where they wrote elsewhere meanwhile, both. A draft is nobody's but theirs.
 * @returns it, and the version that these words are in it
 * @throws NotAllowed, NotFound where there is no such place, InvalidInput, Conflict where they have too many
 */
export async function keepDraft(
  store: Store,
  actor: Actor,
  writing: Writing,
  saved: Saved,
  now: Date,
): Promise<{ draft: Draft; version: number }> {
  if (lengthOf(saved) > LONGEST) throw new InvalidInput({ text: 'post.error.tooLong' });
  let version = 0;
  const draft = await change(store, actor, writing, now, async (before) => {
    if (!before) await checkPlace(store, actor, writing);
    const kept = keepWords(before, saved);
    version = kept.version;
    return kept.draft;
  });
  await filesStay(store, actor, writing, saved, now);
  return { draft, version };
}

/** What a draft shows is kept for as long as it is. */
async function filesStay(
  store: Store,
  { memberId }: Actor,
  { discussionId }: Writing,
  { fields }: Saved,
  now: Date,
): Promise<void> {
  const ids = fields.flatMap(([name, value]) => idsIn(name, value)).slice(0, 2 * MOST_FILES);
  const until = new Date(now.getTime() + UNPOSTED_MS);
  if (ids.length > 0) await store.files.stay({ discussionId, ownerId: memberId }, ids, until);
}

/** Of files attached, and of pictures in an editor's HTML. */
function idsIn(name: string, value: string): string[] {
  const pattern =
    name === 'files' ? /"id":"([\w-]{1,40})"/g : name === 'html' ? /data-file="([\w-]{1,40})"/g : null;
  return pattern ? [...value.matchAll(pattern)].map(([, id = '']) => id) : [];
}

/** What was written there is posted, or saved as an edit: no page shows it as a draft any more. */
export async function endDraft(
  store: Store,
  actor: Actor,
  writing: Writing,
  saved: Saved,
  now: Date,
): Promise<void> {
  await change(store, actor, writing, now, async (before) =>
    // Without a script nothing was saved on the way, and nothing is under way still.
    before || saved.mark ? endByPosting(before, saved) : null,
  );
}

/** What somebody decides about a version. What their page shows meanwhile is not lost by it; null: it shows nothing. */
interface Decision {
  version: number;
  typed: Saved | null;
}

/** Takes the newest away, so that it can be brought back. @throws NotAllowed, NotFound */
export async function discardDraft(
  store: Store,
  actor: Actor,
  writing: Writing,
  typed: Saved | null,
  now: Date,
): Promise<void> {
  await change(store, actor, writing, now, async (before) => {
    if (!before) await checkPlace(store, actor, writing);
    const draft = typed ? keepWords(before, typed).draft : before;
    if (!draft) throw new NotFound('draft');
    return discard(draft, now);
  });
}

/** Takes one of the others away for good. @throws NotAllowed, NotFound */
export async function discardOtherVersion(
  store: Store,
  actor: Actor,
  writing: Writing,
  { version, typed }: Decision,
  now: Date,
): Promise<void> {
  await change(store, actor, writing, now, async (before) => {
    if (!before) throw new NotFound('draft');
    return discardOther(typed ? keepWords(before, typed).draft : before, version);
  });
}

/** Goes on with another version, or with what was discarded. @throws NotAllowed, NotFound */
export async function takeUpDraft(
  store: Store,
  actor: Actor,
  writing: Writing,
  { version, typed }: Decision,
  now: Date,
): Promise<void> {
  await change(store, actor, writing, now, async (before) => {
    if (!before) throw new NotFound('draft');
    return takeUp(before, version, typed, now);
  });
}

/** Applies a change, once more where another page was faster. */
async function change<Result extends Draft | null>(
  store: Store,
  actor: Actor,
  writing: Writing,
  now: Date,
  by: (before: Draft | null) => Promise<Result>,
): Promise<Result> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const { discussionId, place } = writing;
  const where = { memberId: actor.memberId, discussionId, place: place.name };
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await store.drafts.find(where);
    const after = await by(before);
    if (!after || after === before || (await store.drafts.put(where, after, before?.changes ?? 0, now)))
      return after;
  }
  throw new Conflict('a draft that changes all the time');
}

/** A place is where this person may read; whether they may still write there is asked when it is sent. */
async function checkPlace(store: Store, actor: Actor, { discussionId, place }: Writing): Promise<void> {
  const [discussion, count] = await Promise.all([
    store.discussions.find(actor.courseId, discussionId),
    store.drafts.count(actor.memberId, discussionId),
  ]);
  if (!discussion) throw new NotFound('discussion');
  if (count >= MOST_PLACES) throw new Conflict('too many drafts');
  if (place.postId === null) return;
  const post = await store.posts.find(await scopeOf(store, actor, discussion), place.postId);
  if (!post || (place.kind === 'edit' && post.authorId !== actor.memberId)) throw new NotFound('post');
}

const lengthOf = ({ fields }: Saved) =>
  fields.reduce((length, [name, value]) => length + name.length + value.length, 0);
