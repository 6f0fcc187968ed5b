import { createHash, type Hash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import { type Actor, mayWrite } from '../domain/actor.ts';
import { InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import {
  isProgram,
  LARGEST_FILE,
  nameOfFile,
  nameOfPicture,
  refusedFor,
  UNPOSTED_MS,
} from '../domain/file.ts';
import { closingTo } from '../domain/moderation.ts';
import { DamagedPicture, isPictureType, type Size, walkPicture } from '../domain/pictures/picture.ts';
import type { StoredFile } from '../store/files.ts';
import type { Store } from '../store/index.ts';
import { withOwnDates } from './findDates.ts';

/** Enough to tell what it is, an office file's first entries among it. */
const SAMPLE = 4_100;

export interface Sending {
  discussionId: string;
  /** As the browser tells it. */
  name: string;
  bytes: AsyncIterable<Uint8Array>;
  /** A picture is to be shown, a file to be attached. */
  as: 'picture' | 'file';
  /** Made by the browser, so that what it sends once more is kept once; or made here, of what its bytes hash to. */
  requestId: string | ((digest: string) => string);
}

/**
 * Keeps what somebody sends for a post that they write. It is theirs alone until they post it.
 * @throws NotAllowed, NotFound, InvalidInput about `file`
 */
export async function receiveFile(
  store: Store,
  actor: Actor,
  { discussionId, requestId, ...sent }: Sending,
  now: Date,
): Promise<StoredFile> {
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const discussion = await store.discussions.find(actor.courseId, discussionId);
  if (!discussion) throw new NotFound('discussion');
  if (closingTo(actor, await withOwnDates(store, actor, discussion), null, now)) throw refused('closed');
  const owned = { discussionId, ownerId: actor.memberId };
  const before = typeof requestId === 'string' && (await store.files.byRequest(owned, requestId));
  if (before) return before;
  const hash = createHash('sha256');
  const request = () =>
    typeof requestId === 'string' ? requestId : requestId(hash.copy().digest('base64url'));
  const id = await store.files.begin(owned, now, new Date(now.getTime() + UNPOSTED_MS));
  try {
    await refuseTooMany(store, actor, now);
    const known = await keep(store, id, { ...sent, hash });
    const file = await store.files.finish(id, request(), known);
    if (file) return file;
  } catch (error) {
    await store.files.giveUp(id, now);
    throw error;
  }
  await store.files.giveUp(id, now);
  const twin = await store.files.byRequest(owned, request());
  if (!twin) throw new NotFound('file');
  return twin;
}

/** What is under way at the same time counts as well. */
async function refuseTooMany(store: Store, { memberId }: Actor, now: Date): Promise<void> {
  const reason = refusedFor(await store.files.sentBy(memberId, now));
  if (reason) throw refused(reason);
}

async function keep(
  store: Store,
  id: string,
  { name: sentName, bytes, as, hash }: Omit<Sending, 'discussionId' | 'requestId'> & { hash: Hash },
) {
  const counted = { size: 0 };
  const { head, all } = await peek(upToLimit(bytes, counted, hash));
  if (head.length === 0) throw refused('empty');
  const type = await typeOf(head);
  const name = nameOfFile(sentName);
  if (isProgram(name, type)) throw refused('program');
  if (!isPictureType(type)) {
    if (as === 'picture') throw refused('noPicture');
    await store.files.write(id, all);
    return { name, type, picture: null, size: counted.size };
  }
  const shown = { picture: null as Size | null, size: 0 };
  await store.files.write(id, noting(walkPicture(type, all), shown));
  return { name: nameOfPicture(name, type), type, ...shown };
}

const refused = (reason: string) => new InvalidInput({ file: `file.error.${reason}` });

async function* upToLimit(
  bytes: AsyncIterable<Uint8Array>,
  counted: { size: number },
  hash: Hash,
): AsyncGenerator<Uint8Array, void> {
  for await (const piece of bytes) {
    counted.size += piece.length;
    if (counted.size > LARGEST_FILE) throw refused('tooLarge');
    hash.update(piece);
    yield piece;
  }
}

/** What a picture's bytes are found to be while they go by. */
async function* noting(
  picture: AsyncGenerator<Uint8Array, Size>,
  shown: { picture: Size | null; size: number },
): AsyncGenerator<Uint8Array, void> {
  try {
    for (;;) {
      const { value, done } = await picture.next();
      if (done) {
        shown.picture = value;
        return;
      }
      shown.size += value.length;
      yield value;
    }
  } catch (error) {
    throw error instanceof DamagedPicture ? refused('damaged') : error;
  }
}

/** The beginning, and all of it still. */
async function peek(bytes: AsyncIterable<Uint8Array>) {
  const pieces = bytes[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  for (let length = 0; length < SAMPLE; ) {
    const { value, done } = await pieces.next();
    if (done) break;
    held.push(value);
    length += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array, void> {
    yield* held;
    yield* { [Symbol.asyncIterator]: () => pieces };
  }
  return { head: Buffer.concat(held).subarray(0, SAMPLE), all: all() };
}

/** By its content; what it is called proves nothing. null: nothing known. */
async function typeOf(head: Uint8Array): Promise<string | null> {
  const found = await fileTypeFromBuffer(head);
  return found?.mime ?? (isText(head) ? 'text/plain' : null);
}

function isText(head: Uint8Array): boolean {
  try {
    // The sample may end within a character.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return !/[^\P{Cc}\t\n\f\r]/u.test(text);
  } catch {
    return false;
  }
}
