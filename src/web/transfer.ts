import { randomUUID } from 'node:crypto';
import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { z } from 'zod';
import { mayGrade, maySetUp } from '../domain/actor.ts';
import { NOT_BY_POST } from '../domain/byPost.ts';
import { InvalidInput, NotAllowed, NotFound } from '../domain/errors.ts';
import { oneLine } from '../domain/oneLine.ts';
import { type Imported, importCartridge } from '../usecases/importDiscussions.ts';
import { createDiscussion } from '../usecases/setUpDiscussion.ts';
import { exportedHtml, exportedJson } from './exported.ts';
import { dispositionOf } from './files.ts';
import type { Pages } from './pages.ts';
import { choicesIn } from './setUpInput.ts';
import { formOf, type Typed } from './setUpTyped.ts';
import { show } from './views.ts';
import { discussionOf, type Visit, type VisitHandler } from './visit.ts';

const LARGEST = 20 * 1024 * 1024;
export const SETTINGS_FORMAT = 'rejoinder-settings';

/** Taking a discussion along, and bringing some in. */
export const transferPage: VisitHandler = async (tool, visit, _request, response) => {
  requireSetUp(visit);
  await showTransfer(tool, visit, response, {});
};

/** What can be saved: what the catalogue says of it, and its file. */
const FILES = {
  'discussion-html': 'whole.html',
  'discussion-json': 'whole.json',
  'settings-json': 'settings.json',
};

async function showTransfer(
  tool: Pages,
  visit: Visit,
  response: Response,
  { error, imported }: { error?: string; imported?: Imported },
): Promise<void> {
  const { language, session, base, actor } = visit;
  const { t } = language;
  const discussion = session.discussionId ? await discussionOf(tool, visit) : null;
  const files = Object.entries(FILES).filter(
    ([, name]) => name === FILES['settings-json'] || mayGrade(actor.role),
  );
  show(response, 'transfer', {
    title: t('transfer.title'),
    base,
    discussion,
    files:
      discussion &&
      files.map(([key, name]) => ({
        href: `${base}/transfer/${name}`,
        name: t(`transfer.file.${key}.name`),
        what: t(`transfer.file.${key}.what`),
      })),
    action: `${base}/transfer`,
    csrf: session.csrfToken,
    requestId: randomUUID(),
    error: error && t(error),
    imported: imported && {
      taken: t('transfer.taken', { count: imported.taken.length }),
      topics: imported.taken.map(({ title, notes }) => ({ title, notes: notes.map((key) => t(key)) })),
      leftOut: imported.left.length > 0 ? t('transfer.leftOut', { count: imported.left.length }) : null,
      left: imported.left.map(({ title, why }) => ({ title, why: t(why) })),
    },
  });
}

/** One of the files, to be saved. Whoever may not read what students wrote, has the settings alone. @throws NotFound */
export const transferFile: VisitHandler = async (tool, visit, request, response) => {
  requireSetUp(visit);
  const discussion = await discussionOf(tool, visit);
  const name = String(request.params.file);
  const grades = mayGrade(visit.actor.role);
  const type = name.endsWith('.html') ? 'text/html' : 'application/json';
  const body =
    name === FILES['settings-json']
      ? JSON.stringify(settingsFile(formOf(discussion)), null, 2)
      : name === FILES['discussion-json'] && grades
        ? JSON.stringify(await exportedJson(tool, visit, discussion), null, 2)
        : name === FILES['discussion-html'] && grades
          ? await exportedHtml(tool, visit, discussion, response)
          : null;
  if (body === null) throw new NotFound('page');
  response.set({
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Disposition': dispositionOf(`${discussion.title} - ${name}`),
    'Cache-Control': 'private, no-store',
  });
  response.send(body);
};

/** As the set-up form has it, so that it is checked as that is when it comes back. */
function settingsFile({ requestId: _, seen: __, ...settings }: Typed) {
  return { format: SETTINGS_FORMAT, version: 1, settings };
}

/** Reads the form with the file, which is kept nowhere; nothing is read for those who may not. */
export const receiveTransfer: VisitHandler = async (_tool, visit, request, response) => {
  requireSetUp(visit);
  if (!request.is('multipart/form-data')) return;
  const limits = { fileSize: LARGEST, files: 1, fields: 10, fieldSize: 1000, fieldNameSize: 100 };
  const upload = multer({ limits, storage: multer.memoryStorage() }).single('file');
  await new Promise<void>((resolve, reject) =>
    upload(request, response, (error: unknown) => {
      const tooBig = error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE';
      if (tooBig) tooBigs.add(request);
      return error && !tooBig ? reject(error) : resolve();
    }),
  );
};
const tooBigs = new WeakSet<Request>();

/** Makes what was sent, and reports it. Sent again by the same form, it makes nothing more. */
export const transfer: VisitHandler = async (tool, visit, request, response) => {
  requireSetUp(visit);
  try {
    if (tooBigs.has(request)) throw new InvalidInput({ file: 'transfer.error.tooBig' });
    const imported = await importFile(tool, visit, request);
    await showTransfer(tool, visit, response, { imported });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    response.status(422);
    await showTransfer(tool, visit, response, { error: error.errors.file ?? 'transfer.error.settings' });
  }
};

async function importFile(tool: Pages, visit: Visit, request: Request): Promise<Imported> {
  const bytes = request.file?.buffer;
  if (!bytes?.length) throw new InvalidInput({ file: 'transfer.error.none' });
  const requestId = z.uuid().catch(randomUUID()).parse(request.body.requestId);
  const { language, actor, now } = visit;
  const zone = (visit.session.discussionId && (await discussionOf(tool, visit)).zone) || 'UTC';
  const sent = { requestId, language: language.code, zone };
  if (bytes[0] === 0x50 && bytes[1] === 0x4b)
    return importCartridge(tool.store, actor, { ...sent, archive: bytes }, now);
  const choices = { ...settingsIn(bytes), language: language.code };
  const { id, title } = await createDiscussion(tool.store, actor, choices, requestId, now);
  return { taken: [{ id, title, notes: [] }], left: [] };
}

const text = z.string().max(100_000);
const file = z.object({
  format: z.literal(SETTINGS_FORMAT),
  version: z.literal(1),
  settings: z
    .object({
      rows: z
        .array(z.record(z.string().max(20), z.string().max(200)))
        .min(1)
        .max(20),
      criteria: z.array(z.record(z.string().max(20), z.string().max(5000))).max(20),
    })
    .catchall(text),
});

/** What files from before it could be said do not say. */
const SAID_SINCE = { bestPosts: String(NOT_BY_POST.bestPosts) };

/** @throws InvalidInput about `file`, for whatever the set-up form would refuse */
function settingsIn(bytes: Buffer) {
  let read: unknown;
  try {
    read = JSON.parse(bytes.subarray(0, 500_000).toString('utf8'));
  } catch {
    throw new InvalidInput({ file: 'transfer.error.unknown' });
  }
  const parsed = file.safeParse(read);
  if (!parsed.success) throw new InvalidInput({ file: 'transfer.error.unknown' });
  const found = choicesIn({ ...SAID_SINCE, ...parsed.data.settings } as unknown as Typed);
  if ('errors' in found) throw new InvalidInput({ file: 'transfer.error.settings' });
  return { ...found.choices, title: oneLine(found.choices.title) };
}

function requireSetUp({ actor }: Visit): void {
  if (!maySetUp(actor.role)) throw new NotAllowed('set up');
}
