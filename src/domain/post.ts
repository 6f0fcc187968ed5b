import type { Role } from './actor.ts';

/** How something was written: as text in a plain field, or as HTML in an editor. */
export type Format = 'plain' | 'rich';

/** How a mention stands in plain text: by the member's id, since not everybody may read the same name. */
export const mentionInPlain = (memberId: string): string => `@[${memberId}]`;
export const MENTIONS_IN_PLAIN = /@\[([\w-]{1,40})\]/g;
/** What looks like one and was typed: nobody's id may be tried that way, for it would tell whose alias is whose. */
export const withoutMentions = (typed: string): string => typed.replace(MENTIONS_IN_PLAIN, '@ [$1]');
/** The beginning of a text that may end within a mention, which would be no name there but a part of an id. */
export const beforeCutMention = (beginning: string): string => beginning.replace(/@\[[\w-]{0,40}$/, '');
/** More people than anybody speaks to by name; whoever calls the whole class calls nobody. */
const MOST_MENTIONED = 50;

/** Whom a text mentions, in plain text: members' ids. */
export function mentionedIn(plain: string): string[] {
  const ids = [...plain.matchAll(MENTIONS_IN_PLAIN)].map(([, id = '']) => id);
  return [...new Set(ids)].slice(0, MOST_MENTIONED);
}

export type Revision = {
  /** From 1. */
  number: number;
  at: Date;
  words: number;
  blank: boolean;
};

/** What participation needs to know of a post. */
export type Contribution = {
  id: string;
  /** `17` for a post, `12.4` for a reply. */
  label: string;
  parentId: string | null;
  authorId: string;
  parentAuthorId: string | null;
  parentAuthorRole: Role | null;
  createdAt: Date;
  deletedAt: Date | null;
  hiddenAt: Date | null;
  revisions: Revision[];
};

// These are written without spaces between words, so a dictionary has to find them.
export const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
// A fixed locale: the count must not depend on where the process runs.
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * Words as a person counts them: "don't", "well-known" and a web address are one each, an em dash separates,
 * punctuation on its own is none. Scripts without spaces are counted by Unicode's word boundaries.
 */
export const countWords = (text: string): number => wordsIn(text).length;

/** Those words as they are compared: in small letters, without what stands around them. */
export function wordsIn(text: string): string[] {
  const words: string[] = [];
  for (const piece of text.split(/[\s\u2013\u2014\u2026]+/u)) {
    if (UNSPACED.test(piece)) words.push(...unspacedIn(piece));
    else if (/[\p{L}\p{N}]/u.test(piece)) words.push(plainly(piece));
  }
  return words;
}

function* unspacedIn(piece: string): Generator<string> {
  for (const { segment, isWordLike } of segmenter.segment(piece)) if (isWordLike) yield plainly(segment);
}

const plainly = (word: string): string =>
  word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** Whether a reader would see nothing: spaces, controls, joiners, fillers, the blank Braille cell. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}
