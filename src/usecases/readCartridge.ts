import { unzipSync } from 'fflate';
import { InvalidInput } from '../domain/errors.ts';
import { type Element, parseXml, textIn, within } from './parseXml.ts';

/** A discussion topic of a cartridge, as far as it is one of ours to be. */
export interface Topic {
  title: string;
  text: string;
  format: 'plain' | 'rich';
  /** As Canvas says it beside the topic; null where nothing does. */
  points: number | null;
  /** Canvas says that it is not graded. */
  ungraded: boolean;
  postFirst: boolean;
  /** What of it is not taken along, or taken otherwise: catalogue keys. */
  notes: string[];
}
/** Something that is not taken, by what it is called, and why: a catalogue key. */
export interface Left {
  title: string;
  why: string;
}

/**
 * What may be in an archive that somebody sends: sizes are those that it says of itself, and nothing is unpacked beyond them. Names
 * are looked up and never become paths.
 */
const MOST_TOPICS = 200;
const LARGEST_PART = 2_000_000;
const LARGEST_TOGETHER = 20_000_000;
/** In characters, with its markup: more is more than a prompt, and everybody waits while it is cleaned. */
const LONGEST_TOPIC = 200_000;
const MANIFEST = 'imsmanifest.xml';

/** The discussion topics of a Common Cartridge (`imsdt`), which Canvas's export files are too. @throws InvalidInput about `file` */
export function readCartridge(archive: Uint8Array): { topics: Topic[]; left: Left[] } {
  const manifest = unpack(archive, new Set([MANIFEST])).get(MANIFEST);
  if (!manifest) throw new InvalidInput({ file: 'transfer.error.noManifest' });
  const resources = within(parsed(manifest, 'transfer.error.manifest'), 'resource').map(resourceOf);
  const offered = resources.filter(({ type }) => /^imsdt_/.test(type));
  const about = resources.filter(({ type }) => /learning-application-resource/.test(type));
  const wanted = [...offered, ...about].flatMap(({ href }) => namesOf(href));
  const read = readerOf(unpack(archive, new Set(wanted)));
  const canvas = new Map(about.flatMap(({ href }) => canvasTopic(read(href))));
  const left: Left[] = [];
  const topics: Topic[] = [];
  for (const one of offered) {
    const found = topicOf(one, read, canvas.get(one.id) ?? null);
    if ('why' in found) left.push(found);
    else if (topics.length < MOST_TOPICS) topics.push(found);
    else left.push({ title: found.title, why: 'transfer.left.tooMany' });
  }
  return { topics, left };
}

/** What a file may be called in the archive: as the manifest has it, which is an address, or as that means. */
function namesOf(href: string | null): string[] {
  if (href === null) return [];
  try {
    return [href, decodeURIComponent(href)];
  } catch {
    return [href];
  }
}

/** A file of the archive: null where it is not XML, undefined where there is none, or it was read before. */
type Read = (href: string | null) => Element | null | undefined;

/** Each file is read once, however many resources say that it is theirs. */
function readerOf(parts: Map<string, Uint8Array>): Read {
  return (href) => {
    const name = namesOf(href).find((one) => parts.has(one)) ?? '';
    const bytes = parts.get(name);
    parts.delete(name);
    return bytes && parseXml(bytes);
  };
}

/** These files of the archive, by name. */
function unpack(archive: Uint8Array, wanted: ReadonlySet<string>): Map<string, Uint8Array> {
  let together = 0;
  try {
    const files = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (!wanted.has(name) || originalSize > LARGEST_PART) return false;
        together += originalSize;
        if (together > LARGEST_TOGETHER) throw new InvalidInput({ file: 'transfer.error.tooBig' });
        return true;
      },
    });
    return new Map(Object.entries(files));
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw new InvalidInput({ file: 'transfer.error.damaged' });
  }
}

function parsed(bytes: Uint8Array, problem: string): Element {
  const root = parseXml(bytes);
  if (!root) throw new InvalidInput({ file: problem });
  return root;
}

function resourceOf({ attributes, children }: Element) {
  const file = children.find(({ name }) => name === 'file');
  const { identifier = '', type = '', href } = attributes;
  return { id: identifier, type, href: href ?? file?.attributes.href ?? null };
}

/** What Canvas keeps in a file of its own about a topic. */
function canvasTopic(root: Element | null | undefined): [string, Element][] {
  return root?.name === 'topicMeta' ? [[textIn(root, 'topic_id'), root]] : [];
}

function topicOf(
  { id, href }: ReturnType<typeof resourceOf>,
  read: Read,
  canvas: Element | null,
): Topic | Left {
  const topic = read(href);
  if (topic === undefined) return { title: href ?? id, why: 'transfer.left.missing' };
  if (topic?.name !== 'topic') return { title: href ?? id, why: 'transfer.left.unreadable' };
  const title = textIn(topic, 'title').trim().slice(0, 255) || (href ?? id);
  if (canvas && textIn(canvas, 'type') === 'announcement')
    return { title, why: 'transfer.left.announcement' };
  const text = textIn(topic, 'text');
  if (text.length > LONGEST_TOPIC) return { title, why: 'transfer.left.text' };
  const plain = /plain/.test(within(topic, 'text')[0]?.attributes.texttype ?? '');
  const points = pointsIn(canvas);
  const ungraded = canvas !== null && within(canvas, 'assignment').length === 0;
  return {
    ...{ title, text, format: plain ? 'plain' : 'rich', points, ungraded },
    postFirst: canvas !== null && textIn(canvas, 'require_initial_post') === 'true',
    notes: [
      ...(ungraded ? ['transfer.ungraded'] : points === null ? ['transfer.usualPoints'] : []),
      ...(/<img\b/i.test(text) && !plain ? ['transfer.without.pictures'] : []),
      ...(within(topic, 'attachment').length > 0 ? ['transfer.without.files'] : []),
      ...(canvas ? withoutOf(canvas) : []),
    ],
  };
}

/** What Canvas keeps of a topic that is the course's, and is left there. */
const IN_CANVAS = {
  dates: ['due_at', 'lock_at', 'unlock_at', 'delayed_post_at', 'todo_date'],
  groups: ['group_category'],
  rubric: ['rubric_identifierref'],
};
const withoutOf = (canvas: Element): string[] =>
  Object.entries(IN_CANVAS)
    .filter(([, names]) => names.some((name) => within(canvas, name).some(({ text }) => text.trim())))
    .map(([what]) => `transfer.without.${what}`);

function pointsIn(canvas: Element | null): number | null {
  const points = canvas ? Number.parseFloat(textIn(canvas, 'points_possible')) : Number.NaN;
  return points > 0 && points <= 10_000 ? Math.round(points * 100) / 100 : null;
}
