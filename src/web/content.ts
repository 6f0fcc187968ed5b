import Handlebars from 'handlebars';
import { MENTIONS_IN_PLAIN } from '../domain/post.ts';
import type { Discussion } from '../store/discussions.ts';
import type { StoredFile } from '../store/files.ts';
import type { Labelled } from '../store/postLists.ts';
import type { Scope } from '../store/posts.ts';
import { handleOf } from '../usecases/mentions.ts';
import { addressOf } from './checklist.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { peopleIn, personOf, type Seen } from './people.ts';
import { scopeIn, type Visit } from './visit.ts';

/**
 * What was kept, as one reader sees it. Kept HTML is the tool's own (`src/usecases/formatHtml.ts`), and names what it
 * refers to by number or id; here that becomes addresses of this visit and names that this reader may see.
 */
export interface Content {
  /** HTML to show below a heading of that level. */
  html(kept: string, below: number): string;
  /** Plain text to show a beginning or a place of. */
  plain(kept: string): string;
  /** Plain typing, to be edited or quoted: with the names that all may read, since it may stay as it stands there. */
  typing(kept: string): string;
  /** An editor's source, to be edited again. */
  source(kept: string): string;
}

/** Where a reference leads: on a page of the tool, or on one that is read without it. */
export interface Ways {
  post(label: string): string;
  /** Nothing where the picture is not there. */
  file(id: string): string;
}
const waysOf = (base: string): Ways => ({
  post: (label) => base + addressOf(label),
  file: (id) => `${base}/files/${id}`,
});

interface Known {
  discussionId: string;
  language: Language;
  ways: Ways;
  /** Posts and replies by their labels, as far as the reader may know of them. */
  posts: Map<string, Labelled>;
  people: Map<string, Seen>;
  /** What is shown in them, by id. */
  files: Map<string, StoredFile>;
  readerId: string | null;
}

/** Reads, at once, what all these texts refer to. */
export async function contentOf(
  tool: Pages,
  visit: Visit,
  { discussion, scope }: { discussion: Discussion; scope: Scope },
  kept: readonly string[],
  ways: Ways = waysOf(visit.base),
): Promise<Content> {
  const text = kept.join('\n');
  const [posts, files] = await Promise.all([
    tool.store.posts.labelled(scope, found(text, QUOTATION)),
    tool.store.files.byIds(discussion.id, found(text, PICTURE)),
  ]);
  const ids = [
    ...found(text, MENTION),
    ...found(text, MENTIONS_IN_PLAIN),
    ...[...posts.values()].map(({ authorId }) => authorId),
  ];
  // Most texts refer to nothing.
  const people = ids.length > 0 ? await peopleIn(tool, visit, discussion, ids) : new Map<string, Seen>();
  const { language, reader } = visit;
  const readerId = reader?.memberId ?? null;
  return content({ discussionId: discussion.id, language, ways, posts, people, files, readerId });
}

/** The same within what this reader may read at all. */
export async function contentFor(
  tool: Pages,
  visit: Visit,
  discussion: Discussion,
  kept: readonly string[],
): Promise<Content> {
  const scope = await scopeIn(tool, visit, discussion);
  return contentOf(tool, visit, { discussion, scope }, kept);
}

/** A prompt, which refers to nothing. */
export function promptHtml(
  { id, promptHtml }: Pick<Discussion, 'id' | 'promptHtml'>,
  { language, base }: Visit,
): string {
  const nothing = { posts: new Map(), people: new Map(), files: new Map(), readerId: null };
  return content({ discussionId: id, language, ways: waysOf(base), ...nothing }).html(promptHtml, 1);
}

/** Text holds no `<` and attributes hold no quotation mark, so that these find tags and nothing else. */
const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z][\w-]*(?:="[^"]*")?)*)>/g;
const QUOTATION = /<blockquote data-post="([\d.]+)">/g;
const MENTION = /<span data-member="([\w-]+)">/g;
const PICTURE = /<img data-file="([\w-]+)"/g;
const BLOCKS = new Set(['p', 'h3', 'h4', 'ul', 'ol', 'blockquote']);

const found = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, name = '']) => name)),
];

const content = (known: Known): Content => ({
  html: (kept, below) => shown(kept, below, known),
  plain: (kept) => plainWith(kept, known),
  typing: (kept) => plainWith(kept, { ...known, people: byAlias(known.people) }),
  source: (kept) =>
    kept
      .replace(
        MENTION,
        (_, id) =>
          `<span${withHandle(` data-member="${id}"`, known)}>` +
          Handlebars.escapeExpression(nameIn(id, known) ?? `@${personOf(undefined, known.language).name}`),
      )
      .replace(
        QUOTATION,
        (_, label) => `<blockquote data-post="${label}" data-source="${sourceIn(label, known).text}">`,
      )
      .replace(PICTURE, (tag, id) => tag + sizeOf(id, known)),
});

const byAlias = (people: Map<string, Seen>) =>
  new Map([...people].map(([id, one]) => [id, { ...one, name: one.alias ?? one.name }]));

/** Plain text with the names of those whom it mentions; who is not known is nobody, and never an id. */
export const plainWith = (kept: string, known: Pick<Known, 'people' | 'language'>): string =>
  kept.replace(
    MENTIONS_IN_PLAIN,
    (_, id) => nameIn(id, known) ?? `@${personOf(undefined, known.language).name}`,
  );

function shown(kept: string, below: number, known: Known): string {
  let depth = 0;
  return kept.replace(TAG, (tag, closes: string, name: string, attributes: string) => {
    if (closes) depth -= 1;
    const outermost = depth === 0;
    if (name === 'img') return picture(attributes, known);
    if (!closes && name !== 'br') depth += 1;
    // Each block of its own direction, whatever the page's is.
    const direction = outermost && !closes && BLOCKS.has(name) ? ' dir="auto"' : '';
    if (name === 'h3' || name === 'h4') return `<${closes}h${Number(name[1]) - 2 + below}${direction}>`;
    // What is wide is moved in its own frame.
    if (name === 'table') return closes ? '</table></div>' : '<div class="wide"><table dir="auto">';
    if (name === 'pre' && !closes) return '<pre dir="ltr">';
    const open = closes ? tag : `<${name}${withHandle(attributes, known)}${direction}>`;
    return open + (closes ? '' : reference(attributes, known));
  });
}

/** The member by what pages of this discussion call them, and not by their id. */
const withHandle = (attributes: string, { discussionId }: Known): string =>
  attributes.replace(/^ data-member="([\w-]+)"$/, (_, id) => ` data-member="${handleOf(discussionId, id)}"`);

/** What stands at the beginning of an element that refers to something. */
function reference(attributes: string, known: Known): string {
  const [, kind, name = ''] = /^ data-(post|member)="([\w.-]+)"$/.exec(attributes) ?? [];
  if (kind === 'post') return source(name, known);
  return kind === 'member' ? mention(name, known) : '';
}

/** Whose words are quoted, and the way there. */
function source(label: string, known: Known): string {
  const { text, isThere } = sourceIn(label, known);
  if (!isThere) return `<p class="source">${text}</p>`;
  const href = Handlebars.escapeExpression(known.ways.post(label));
  return `<p class="source" dir="auto"><a href="${href}">${text}</a></p>`;
}

/** No name of whom this reader may not read, or who took their words back. */
function sourceIn(label: string, { posts, people, language }: Known): { text: string; isThere: boolean } {
  const post = posts.get(label);
  if (!post || post.deletedAt || post.hiddenAt) return { text: label, isThere: false };
  const { name } = personOf(people.get(post.authorId), language);
  return { text: Handlebars.escapeExpression(language.t('post.source', { label, name })), isThere: true };
}

/** Its size is said, so that nothing moves once it arrives. */
function picture(attributes: string, known: Known): string {
  const { ways, language } = known;
  const [, id = '', alt = ''] = /^ data-file="([\w-]+)"(?: alt="([^"]*)")?$/.exec(attributes) ?? [];
  const size = sizeOf(id, known);
  const address = ways.file(id);
  if (!size || !address)
    return `<p class="gone">${Handlebars.escapeExpression(language.t('file.pictureMissing'))} ${alt}</p>`;
  const src = Handlebars.escapeExpression(address);
  return `<img src="${src}" alt="${alt}"${size} loading="lazy" decoding="async">`;
}

function sizeOf(id: string, { files }: Known): string {
  const size = files.get(id)?.picture;
  return size ? ` width="${size.width}" height="${size.height}"` : '';
}

function mention(id: string, known: Known): string {
  const { language, readerId } = known;
  const name = Handlebars.escapeExpression(nameIn(id, known) ?? `@${personOf(undefined, language).name}`);
  if (id !== readerId) return `<bdi>${name}</bdi>`;
  return `<mark><bdi>${name}</bdi> <span class="unseen">(${Handlebars.escapeExpression(language.t('post.mentionsYou'))})</span></mark>`;
}

function nameIn(id: string, { people, language }: Pick<Known, 'people' | 'language'>): string | null {
  const member = people.get(id);
  return member ? `@${personOf(member, language).name}` : null;
}
