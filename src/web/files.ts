import { pipeline } from 'node:stream/promises';
import { mayWrite } from '../domain/actor.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import { kindOfFile } from '../domain/file.ts';
import { isPictureType } from '../domain/pictures/picture.ts';
import type { StoredFile } from '../store/files.ts';
import { openFile } from '../usecases/openFile.ts';
import type { Language } from './language.ts';
import { receivedIn } from './multipart.ts';
import { sealOff } from './security.ts';
import { discussionOf, type VisitHandler } from './visit.ts';

/** Keeps the one file of a form that a script sends, and answers it. */
export const uploadFile: VisitHandler = async (_tool, visit, request, response) => {
  if (!mayWrite(visit.actor.role)) throw new NotAllowed('write');
  const [received] = receivedIn(request);
  const { t } = visit.language;
  if (!received) return void response.status(422).json({ error: t('file.error.none') });
  if ('error' in received) return void response.status(422).json({ error: t(received.error, received) });
  response.status(201).json(fileView(received.file, visit));
};

/** A file of a post that this reader may see, or one that they are about to post. Everything else is not found. */
export const sendFile: VisitHandler = async (tool, visit, request, response) => {
  const discussion = await discussionOf(tool, visit);
  if (!visit.reader) throw new NotFound('file');
  const file = await openFile(tool.store, visit.reader, discussion, String(request.params.file), visit.now);
  const shown = file.picture !== null && isPictureType(file.type);
  sealOff(response);
  response.set({
    // Asked for anew each time: whoever may see it today may not tomorrow, and on a shared computer somebody else comes next.
    'Cache-Control': 'private, no-cache',
    ETag: `"${file.id}"`,
    'Content-Disposition': dispositionOf(file.name),
    'Content-Type': shown ? (file.type ?? '') : 'application/octet-stream',
  });
  if (request.fresh) return void response.status(304).end();
  response.set('Content-Length', String(file.size));
  if (request.method === 'HEAD') return void response.end();
  await pipeline(tool.store.files.read(file.id), response);
};

/**
 * To be saved, by its name (RFC 6266 and 8187), and in ASCII for whatever knows no better. Pictures, too: a page shows them all the
 * same, and a link to one does not lead away from the discussion. It is said here and not by the link, since Chromium asks for a
 * link with `download` without the cookies that a frame has.
 */
export function dispositionOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** A file as a page lists it. */
export interface FileView {
  id: string;
  name: string;
  /** What it is and how large, in words. */
  about: string;
  href: string;
  picture: StoredFile['picture'];
}

export function fileView(
  file: StoredFile,
  { base, language }: { base: string; language: Language },
): FileView {
  const kind = language.t(`file.kind.${kindOfFile(file)}`);
  return {
    id: file.id,
    name: file.name,
    about: language.t('file.about', { kind, size: language.size(file.size) }),
    href: `${base}/files/${file.id}`,
    picture: file.picture,
  };
}

/** What is attached to a post. */
export const filesView = (
  ids: readonly string[],
  files: Map<string, StoredFile>,
  where: { base: string; language: Language },
): FileView[] => ids.flatMap((id) => files.get(id) ?? []).map((file) => fileView(file, where));
