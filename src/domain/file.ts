import type { Reader } from './actor.ts';
import { type History, mayReadVersions } from './editing.ts';
import { canBeRead } from './moderation.ts';
import type { PictureType } from './pictures/picture.ts';

/** Bytes of one file. */
export const LARGEST_FILE = 10 * 1024 * 1024;
/** Files of one post, pictures in its text among them. */
export const MOST_FILES = 20;
/** What one person may send: more than anybody needs, less than fills a disk before somebody looks. */
export const PER_MINUTE = 30;
export const PER_DAY = 100;
export const BYTES_PER_DAY = 200 * 1024 * 1024;
/** A file that no post holds is kept this long after its owner last had it before their eyes: as long as a draft is. */
export const UNPOSTED_MS = 30 * 24 * 60 * 60 * 1000;

/** What somebody sent within a minute and within a day. */
export type Sent = { lastMinute: number; lastDay: number; bytesLastDay: number };

/** Why somebody may send no more for now; null: they may. */
export function refusedFor({ lastMinute, lastDay, bytesLastDay }: Sent): 'tooFast' | 'tooManyToday' | null {
  if (lastDay > PER_DAY || bytesLastDay > BYTES_PER_DAY) return 'tooManyToday';
  return lastMinute > PER_MINUTE ? 'tooFast' : null;
}

/** The post that shows a file, or showed it in an earlier version. */
export type Holder = {
  deletedAt: Date | null;
  hiddenAt: Date | null;
  /** Whether it is in the version that stands. */
  shown: boolean;
};

/**
 * Whether a file opens for a reader: with the post, or with the post's earlier versions.
 * @param holders the posts that hold it, of those which this reader may see
 */
export function mayOpen(
  { ownerId }: { ownerId: string },
  holders: readonly Holder[],
  reader: Reader,
  history: History,
): boolean {
  // Not posted yet, or in posts that this reader knows nothing of.
  if (holders.length === 0) return ownerId === reader.memberId;
  return holders.some(({ shown, ...rest }) => {
    const post = { authorId: ownerId, ...rest };
    return (shown && canBeRead(post, reader)) || mayReadVersions(post, reader, history);
  });
}

const LONGEST_NAME = 120;
const LONGEST_EXTENSION = 12;
/** Control characters, what turns the reading direction, what nobody sees, halves of characters, and what Windows has in no name. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]/gu;
/** Devices under Windows, with any extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** The name of a file as it may be shown and saved anywhere: its last part, without anything that does or hides something. */
export function nameOfFile(sent: string): string {
  const last = sent.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .normalize('NFC')
    .replace(NOT_IN_NAMES, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const name = RESERVED.test(clean) ? `_${clean}` : clean;
  const { stem, extension } = partsOf(name || 'file');
  const end = extension && `.${extension}`;
  return (
    [...stem]
      .slice(0, LONGEST_NAME - end.length)
      .join('')
      .trimEnd() + end
  );
}

/** In lower case, without the dot; empty where there is none. */
const extensionOf = (name: string): string => partsOf(name).extension.toLowerCase();

function partsOf(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot + 1) : '';
  return /^\w+$/.test(extension) && extension.length <= LONGEST_EXTENSION
    ? { stem: name.slice(0, dot), extension }
    : { stem: name, extension: '' };
}

const EXTENSIONS: Record<PictureType, readonly [string, ...string[]]> = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png', 'apng'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
};

/** A picture is called what it is, so that nobody's computer takes it for anything else once it is saved. */
export function nameOfPicture(name: string, type: PictureType): string {
  const known = EXTENSIONS[type];
  return known.includes(extensionOf(name)) ? name : `${partsOf(name).stem}.${known[0]}`;
}

/** What a double click starts. Whoever has to hand in such a thing can pack it into an archive. */
const PROGRAMS = new Set(
  'exe com scr pif msi msp bat cmd cpl lnk hta vbs vbe jse wsf wsh ps1 reg scf jar apk dmg pkg'.split(' '),
);
const PROGRAM_TYPES = new Set([
  'application/x-msdownload',
  'application/x.ms.shortcut',
  'application/vnd.android.package-archive',
  'application/java-archive',
  'application/x-apple-diskimage',
  'application/x-mach-binary',
  'application/x-elf',
]);

export const isProgram = (name: string, type: string | null): boolean =>
  PROGRAMS.has(extensionOf(name)) || (type !== null && PROGRAM_TYPES.has(type));

export type FileKind =
  | 'picture'
  | 'pdf'
  | 'document'
  | 'spreadsheet'
  | 'slides'
  | 'sound'
  | 'video'
  | 'archive'
  | 'text'
  | 'other';

const KINDS: readonly (readonly [FileKind, RegExp])[] = [
  ['picture', /^image\//],
  ['pdf', /\/pdf$/],
  ['sound', /^audio\//],
  ['video', /^video\//],
  ['document', /wordprocessing|opendocument\.text|msword|\/rtf$|ms-word|epub/],
  ['spreadsheet', /spreadsheet|ms-excel/],
  ['slides', /presentation|powerpoint/],
  ['text', /^text\//],
];
const KINDS_OF_EXTENSIONS: Record<string, FileKind> = {
  ...{ doc: 'document', docx: 'document', odt: 'document', pages: 'document' },
  ...{ xls: 'spreadsheet', xlsx: 'spreadsheet', ods: 'spreadsheet', numbers: 'spreadsheet' },
  ...{ ppt: 'slides', pptx: 'slides', odp: 'slides', key: 'slides' },
};
/** Office files are archives inside, or compound files: there the extension says which. */
const CONTAINERS = /\/(zip|x-cfb)$/;
const ARCHIVES = /\/(zip|gzip|x-(7z|rar|tar|bzip2|xz|gtar|lzip|compress).*|zstd)$/;

/** What sort of file it is, for people. By its content, wherever that says. */
export function kindOfFile({ name, type }: { name: string; type: string | null }): FileKind {
  if (type === null) return 'other';
  const inside = CONTAINERS.test(type) ? KINDS_OF_EXTENSIONS[extensionOf(name)] : undefined;
  const kind = inside ?? KINDS.find(([, pattern]) => pattern.test(type))?.[0];
  return kind ?? (ARCHIVES.test(type) ? 'archive' : 'other');
}
