import type { Request } from 'express';
import { z } from 'zod';
import { isGraded } from '../domain/actor.ts';
import { type About, isAboutOwing } from '../domain/letter.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Letter } from '../store/letters.ts';
import { bringLetterBack, putAwayLetter } from '../usecases/putAwayLetter.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import { type Person, peopleIn, personOf } from './people.ts';
import type { Visit, VisitHandler } from './visit.ts';

/** Where a reader's letters stand: below a discussion's title, or on their page of the course. */
type Place = 'discussion' | 'discussions';

/** A letter as its reader has it, and as whoever writes it looks at it before. */
export function letterView(
  { id, at, text }: Letter,
  { name }: Person,
  { discussion: { zone }, language }: { discussion: Pick<Discussion, 'zone'>; language: Language },
) {
  return {
    id,
    heading: language.t('letters.own.heading', { name }),
    at: language.date(at, zone),
    paragraphs: text.split(/\n{2,}/).filter(Boolean),
  };
}

interface Standing {
  at: Place;
  /** The letter that was put away just now. */
  away: unknown;
  request: Pick<Request, 'headers'>;
  discussions: Discussion[];
  /** Whether what a letter was about is still missing from its reader. */
  missing(discussion: Discussion, about: About): boolean;
}

/**
 * What was written to the reader and stands on their page; from now on they have seen it. Nobody else does by their eyes,
 * nor does a script that fetches the page for what came meanwhile.
 */
export async function ownLetters(
  tool: Pages,
  visit: Visit,
  { at, away, request, discussions, missing }: Standing,
) {
  const { store } = tool;
  const { actor, lookingAs, language, base, now } = visit;
  if (lookingAs || !isGraded(actor.role)) return null;
  const only = at === 'discussion' ? (discussions[0]?.id ?? null) : null;
  const receipts = await store.receipts.standingFor(actor.memberId, only);
  if (receipts.length === 0) return { letters: [], ...undoOf(away, base), from: at };
  const letters = await store.letters.byIds(receipts.map(({ letterId }) => letterId));
  const unseen = receipts.filter(({ seenAt }) => seenAt === null).map(({ letterId }) => letterId);
  if (unseen.length > 0 && request.headers['sec-fetch-dest'] !== 'empty')
    await store.receipts.seen(actor.memberId, unseen, now);
  const shown = [...letters.values()].sort((one, other) => other.at.getTime() - one.at.getTime());
  const views = await Promise.all(
    shown.map(async (letter) => {
      const discussion = discussions.find(({ id }) => id === letter.discussionId);
      if (!discussion) return [];
      const people = await peopleIn(tool, visit, discussion, [letter.by]);
      const settled = isAboutOwing(letter.about) && !missing(discussion, letter.about);
      const view = letterView(letter, personOf(people.get(letter.by), language), { discussion, language });
      return {
        ...view,
        about: at === 'discussions' ? discussion.title : null,
        settled: settled && language.t('letters.own.settled'),
        away: `${base}/letters/${letter.id}/away`,
        awayThis: language.t('letters.own.awayThis', { heading: view.heading, at: view.at }),
        from: at,
      };
    }),
  );
  return { letters: views.flat(), ...undoOf(away, base), from: at };
}

/** The button that brings back what was put away just now. */
function undoOf(away: unknown, base: string) {
  const put = ID.safeParse(away).data;
  return { undo: put ? `${base}/letters/${put}/back` : null };
}

const ID = z.string().regex(/^[\w-]{1,40}$/);
const placeIn = ({ body }: Request): Place =>
  z.enum(['discussion', 'discussions']).catch('discussion').parse(body?.at);

/** Takes a letter off its reader's pages, until they bring it back. */
export const putAway: VisitHandler = async ({ store }, { actor, base, now }, request, response) => {
  const { letterId } = await putAwayLetter(store, actor, String(request.params.letter), now);
  response.redirect(303, `${base}/${placeIn(request)}?away=${letterId}`);
};

export const bringBack: VisitHandler = async ({ store }, { actor, base }, request, response) => {
  await bringLetterBack(store, actor, String(request.params.letter));
  response.redirect(303, `${base}/${placeIn(request)}`);
};
