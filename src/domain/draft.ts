import { isBlank } from './post.ts';

/** A named value of a form. In the form's order; a name may come more than once. */
export type Field = readonly [name: string, value: string];

/** Which open page saved, and for the how-manieth time. */
export type Mark = { writer: string; turn: number };

/** What was written in one place, as it once stood. */
export type Version = {
  /** Unique within its draft, and growing. */
  version: number;
  fields: readonly Field[];
  writtenAt: Date;
  /** null: a page without scripts sent it, or it was taken up again. */
  mark: Mark | null;
};

/** What somebody writes in one place, on however many devices. */
export type Draft = {
  /** How often it was changed. */
  changes: number;
  /** The newest. */
  current: Version;
  /** What became of that; its words stay for a while. */
  ended: 'posted' | 'discarded' | null;
  /** Written elsewhere without knowing of it, oldest first. Kept until somebody decides. */
  others: readonly Version[];
};

/** Words as a page sends them. */
export type Saved = Omit<Version, 'version'> & {
  /** The version that they were written on; 0: on nothing. */
  based: number;
};

/** More than a person has devices. The oldest makes room. */
export const MOST_OTHERS = 9;

/** The draft with these words in it, and the version that they are in it: of what two pages wrote, neither is lost. */
export function keepWords(draft: Draft | null, saved: Saved): { draft: Draft; version: number } {
  const { based: _, ...words } = saved;
  const version = (draft?.changes ?? 0) + 1;
  const mine = { version, ...words };
  if (!draft) return { draft: { changes: version, current: mine, ended: null, others: [] }, version };
  const { current } = draft;
  const goesOn = goesOnFrom(current, saved);
  const there = [current, ...draft.others].find(
    (kept) => covers(kept.mark, saved.mark) || sameWords(kept.fields, saved.fields),
  );
  // What was sent or thrown away may be written once more.
  const again = there === current && draft.ended !== null && goesOn && !covers(current.mark, saved.mark);
  if (there && !again) return { draft, version: there.version };
  const others = draft.others.filter((other) => !goesOnFrom(other, saved));
  if (saved.writtenAt < current.writtenAt && !goesOn) {
    const beside = withOther(others, mine);
    return beside.includes(mine)
      ? { draft: { ...draft, changes: version, others: beside }, version }
      : { draft, version: current.version };
  }
  const beside = goesOn || draft.ended ? others : withOther(others, current);
  return { draft: { changes: version, current: mine, ended: null, others: beside }, version };
}

/** What is sent is no draft any more, nor what it was written on. */
export function endByPosting(draft: Draft | null, saved: Saved): Draft {
  const kept = keepWords(draft, saved);
  if (kept.draft.ended === 'posted' && kept.version === kept.draft.current.version) return kept.draft;
  return end(takeUp(kept.draft, kept.version, null, saved.writtenAt), 'posted', saved);
}

/** Takes the newest away; `takeUp` brings it back. */
export const discard = (draft: Draft, at: Date): Draft =>
  draft.ended ? draft : end(draft, 'discarded', { writtenAt: at, mark: null });

function end(
  { changes, current, others }: Draft,
  ended: 'posted' | 'discarded',
  { writtenAt, mark }: Pick<Version, 'writtenAt' | 'mark'>,
): Draft {
  const version = changes + 1;
  return { changes: version, current: { ...current, version, writtenAt, mark }, ended, others };
}

/** Takes one of the others away for good. */
export function discardOther(draft: Draft, version: number): Draft {
  const others = draft.others.filter((other) => other.version !== version);
  return others.length === draft.others.length ? draft : { ...draft, changes: draft.changes + 1, others };
}

/**
 * Goes on with what was discarded, or with one of the others; what stood there is kept beside it.
 * @param typed what the page shows meanwhile
 */
export function takeUp(draft: Draft, version: number, typed: Saved | null, at: Date): Draft {
  const found = [draft.current, ...draft.others].find((kept) => kept.version === version);
  if (!found || (found === draft.current && draft.ended !== 'discarded')) return draft;
  const { changes, current, ended, others } = typed ? keepWords(draft, typed).draft : draft;
  const rest = ended ? others : withOther(others, current);
  return {
    changes: changes + 1,
    current: { ...found, version: changes + 1, writtenAt: at, mark: null },
    ended: null,
    others: rest.filter((other) => other.version !== version),
  };
}

/** Whether there is something that was never sent. */
export const isUnsent = ({ current, ended, others }: Draft): boolean =>
  (ended === null && !isEmpty(current.fields)) || others.length > 0;

/** What was written in it, to be read; null once it is sent or gone. */
export const standing = (draft: Draft | null): Version | null =>
  draft && draft.ended === null && !isEmpty(draft.current.fields) ? draft.current : null;

/** Whether the page that saved knew this version, or wrote it. */
const goesOnFrom = ({ version, mark }: Version, saved: Saved): boolean =>
  version === saved.based || covers(saved.mark, mark);

/** Whether one save is that of the other, or a later one of the same page. */
const covers = (one: Mark | null, other: Mark | null): boolean =>
  one !== null && other !== null && one.writer === other.writer && one.turn >= other.turn;

const withOther = (others: readonly Version[], one: Version): Version[] =>
  isEmpty(one.fields) || others.some(({ fields }) => sameWords(fields, one.fields))
    ? [...others]
    : [...others, one].slice(-MOST_OTHERS);

/** They say how a text is meant, and are no words. */
const NO_WORDS: ReadonlySet<string> = new Set(['seen', 'format']);
const wordsOf = (fields: readonly Field[]) =>
  fields.filter(([name, value]) => !NO_WORDS.has(name) && value !== '');

function sameWords(one: readonly Field[], other: readonly Field[]): boolean {
  const pairs = (fields: readonly Field[]) => JSON.stringify(wordsOf(fields));
  return pairs(one) === pairs(other);
}

/** An empty paragraph is nothing; an image in one is something. */
const isEmpty = (fields: readonly Field[]): boolean =>
  wordsOf(fields).every(([, value]) => isBlank(value.replace(/<\/?(?:p|br)\b[^>]*>/gi, '')));

/** Where something is written: a new post, an answer to a post or reply, an edit of one's own. */
export type Place = { name: string; kind: 'post' | 'reply' | 'edit'; postId: string | null };

/** `post`, `reply-` or `edit-` and the post's id; null for what is no place. */
export function placeOf(name: string): Place | null {
  const [, kind, postId] = /^(post|reply|edit)(?:-([\w-]{1,64}))?$/.exec(name) ?? [];
  if (kind === 'post') return postId === undefined ? { name, kind, postId: null } : null;
  return (kind === 'reply' || kind === 'edit') && postId ? { name, kind, postId } : null;
}

/** The other way round. */
export const placeFor = (kind: 'reply' | 'edit', postId: string): string => `${kind}-${postId}`;
