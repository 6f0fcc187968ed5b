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
  postFirst: boolean;
  /** What of it is not taken along: catalogue keys. */
  without: string[];
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
const MANIFEST = 'imsmanifest.xml';

/** The discussion topics of a Common Cartridge (`imsdt`), which Canvas's export files are too. @throws InvalidInput about `file` */
export function readCartridge(archive: Uint8Array): { topics: Topic[]; left: Left[] } {
  const manifest = unpack(archive, new Set([MANIFEST])).get(MANIFEST);
  if (!manifest) throw new InvalidInput({ file: 'transfer.error.noManifest' });
  const resources = within(parsed(manifest, 'transfer.error.manifest'), 'resource').map(resourceOf);
  const offered = resources.filter(({ type }) => /^imsdt_/.test(type));
  const about = resources.filter(({ type }) => /learning-application-resource/.test(type));
  const wanted = [...offered, ...about].flatMap(({ href }) => href ?? []);
  const parts = unpack(archive, new Set(wanted));
  const canvas = new Map(
    about.flatMap(({ href }) => canvasTopic(href === null ? undefined : parts.get(href))),
  );
  const read = offered.slice(0, MOST_TOPICS).map((one) => topicOf(one, parts, canvas.get(one.id) ?? null));
  const beyond = offered.slice(MOST_TOPICS).map(({ id }) => ({ title: id, why: 'transfer.left.tooMany' }));
  return {
    topics: read.flatMap((one) => ('why' in one ? [] : one)),
    left: [...read.flatMap((one) => ('why' in one ? one : [])), ...beyond],
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
function canvasTopic(bytes: Uint8Array | undefined): [string, Element][] {
  const root = bytes && parseXml(bytes);
  return root?.name === 'topicMeta' ? [[textIn(root, 'topic_id'), root]] : [];
}

function topicOf(
  { id, href }: ReturnType<typeof resourceOf>,
  parts: Map<string, Uint8Array>,
  canvas: Element | null,
): Topic | Left {
  const bytes = href === null ? undefined : parts.get(href);
  if (!bytes) return { title: href ?? id, why: 'transfer.left.missing' };
  const topic = parseXml(bytes);
  if (topic?.name !== 'topic') return { title: href ?? id, why: 'transfer.left.unreadable' };
  const title = textIn(topic, 'title').trim().slice(0, 255) || (href ?? id);
  if (canvas && textIn(canvas, 'type') === 'announcement')
    return { title, why: 'transfer.left.announcement' };
  const text = textIn(topic, 'text');
  const plain = /plain/.test(within(topic, 'text')[0]?.attributes.texttype ?? '');
  return {
    title,
    text,
    format: plain ? 'plain' : 'rich',
    points: pointsIn(canvas),
    postFirst: canvas !== null && textIn(canvas, 'require_initial_post') === 'true',
    without: [
      ...(/<img\b/i.test(text) && !plain ? ['transfer.without.pictures'] : []),
      ...(within(topic, 'attachment').length > 0 ? ['transfer.without.files'] : []),
      ...(canvas && within(canvas, 'due_at').some((one) => one.text) ? ['transfer.without.dates'] : []),
    ],
  };
}

function pointsIn(canvas: Element | null): number | null {
  const points = canvas ? Number.parseFloat(textIn(canvas, 'points_possible')) : Number.NaN;
  return points > 0 && points <= 10_000 ? Math.round(points * 100) / 100 : null;
}
