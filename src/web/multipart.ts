import { createHash, randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';
import type { Request, Response } from 'express';
import multer, { MulterError, type Options } from 'multer';
import { z } from 'zod';
import { InvalidInput, RejoinderError } from '../domain/errors.ts';
import { LARGEST_FILE, MOST_FILES, nameOfFile } from '../domain/file.ts';
import type { StoredFile } from '../store/files.ts';
import { receiveFile } from '../usecases/receiveFile.ts';
import { attachReceived } from './attaching.ts';
import type { Pages } from './pages.ts';
import { requireToken } from './security.ts';
import { discussionOf, type Visit } from './visit.ts';

/** What became of a file that a form brought: kept, or left out and why, as a catalogue key. */
export type Received = { file: StoredFile } | { name: string; error: string };

/**
 * More than a form of ours has. No brackets in names: multer makes lists of them, as long as the number in the brackets says, and
 * whoever looks through a list of four thousand million does nothing else for minutes.
 */
const LIMITS = {
  ...{ fields: 100, fieldSize: 1024 * 1024, fieldNameSize: 100, fieldNestingDepth: 0 },
  ...{ files: 2 * MOST_FILES, parts: 150 },
};
/** What a form's fields can come to: a long text twice, as typed and as an editor has it, and what is around it. */
const LARGEST_WORDS = 3 * 1024 * 1024;
/** What a form can come to with all the files that a post holds, each as large as may be. */
const LARGEST_FORM = LARGEST_WORDS + MOST_FILES * LARGEST_FILE;

class TooLarge extends Error {
  readonly status = 413;
}

/** Feeds a form to its reader until it is larger than any of ours; what comes then is thrown away unread. */
function feed(request: Request, reader: Writable): void {
  let [words, bytes] = [0, 0];
  const stopAt = (size: number, most: number) => size > most && reader.emit('error', new TooLarge());
  reader.prependListener('field', (_name: string, value: string) => {
    words += value.length;
    stopAt(words, LARGEST_WORDS);
  });
  request.on('data', ({ length }: Buffer) => {
    bytes += length;
    stopAt(bytes, LARGEST_FORM);
  });
  request.pipe(reader);
}
const FED: Options & { streamHandler: typeof feed } = { defParamCharset: 'utf8', streamHandler: feed };

/** Of the form that sends one file at once; a form of another kind may send several, below its words. */
const sending = z.object({
  as: z.enum(['picture', 'file']).catch('file'),
  fileId: z.uuid().nullable().catch(null),
  requestId: z.string().catch(() => randomUUID()),
  title: z.string().catch(''),
  text: z.string().catch(''),
});
type SentForm = z.infer<typeof sending>;

/** The same form sent twice brings the same files, and not other ones that make another post of it. */
const fileOf =
  ({ requestId, title, text }: SentForm, name: string) =>
  (digest: string): string =>
    createHash('sha256')
      .update(JSON.stringify([requestId, title, text, name, digest]))
      .digest('base64url');

/**
 * Reads a form that may bring files, once it is known whose visit it is; `receivedIn` tells what became of them. Token and words stand
 * before the files, so that of a form that is not ours no file is looked at. One that is refused does not stop the form: others may follow.
 */
export async function receiveForm(
  tool: Pages,
  visit: Visit,
  request: Request,
  response: Response,
): Promise<void> {
  if (!request.is('multipart/form-data')) return attachReceived(request.body ?? {}, [], visit);
  const outcomes: Promise<Received>[] = [];
  const upload = multer({
    ...FED,
    limits: LIMITS,
    fileFilter: (_request, _file, done) => {
      try {
        requireToken(request, visit.session.csrfToken);
        done(null, true);
      } catch (error) {
        done(error as Error);
      }
    },
    storage: {
      _handleFile: (_request, file, done) => {
        const outcome = receive(tool, visit, request, file);
        outcomes.push(outcome);
        // Whatever it is, the form is read to its end.
        outcome.catch(() => {}).finally(() => done(null, {}));
      },
      // Nobody posts what came with a form that did not arrive whole: it goes with what expires.
      _removeFile: (_request, _file, done) => done(null),
    },
  }).any();
  await new Promise<void>((resolve, reject) =>
    upload(request, response, (error: unknown) => (error ? reject(malformed(error)) : resolve())),
  );
  const received = await Promise.all(outcomes);
  attachReceived(request.body, received, visit);
  receivedBy.set(request, received);
}

const receivedBy = new WeakMap<Request, Received[]>();

/** What became of the files of this request's form. */
export const receivedIn = (request: Request): Received[] => receivedBy.get(request) ?? [];

async function receive(
  tool: Pages,
  visit: Visit,
  request: Request,
  { originalname, stream }: Express.Multer.File,
): Promise<Received> {
  // What is not read is thrown away below, and not by ending the stream: the form goes on behind it.
  const bytes = stream.iterator({ destroyOnReturn: false });
  try {
    const { id: discussionId } = await discussionOf(tool, visit);
    const form = sending.parse(request.body);
    const requestId = form.fileId ?? fileOf(form, originalname);
    const sent = { discussionId, name: originalname, bytes, as: form.as, requestId };
    return { file: await receiveFile(tool.store, visit.actor, sent, visit.now) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { name: nameOfFile(originalname), error: error.errors.file ?? 'file.error.damaged' };
  } finally {
    await bytes.return?.();
    stream.resume();
  }
}

/**
 * Reads the words of a form that was refused before it was read, so that they can be handed back. They stand before the files,
 * and with the first of these the reading ends.
 */
export async function readWords(request: Request, response: Response): Promise<void> {
  if (!request.is('multipart/form-data') || request.body) return;
  const upload = multer({ ...FED, limits: { ...LIMITS, fileSize: 1 } }).any();
  await new Promise<void>((resolve) => upload(request, response, () => resolve()));
}

function malformed(error: unknown): Error {
  if (error instanceof TooLarge || error instanceof RejoinderError) return error;
  const tooLarge = error instanceof MulterError && error.code === 'LIMIT_FIELD_VALUE';
  return Object.assign(new Error('a form that cannot be read', { cause: error }), {
    status: tooLarge ? 413 : 400,
  });
}
