import { createHash } from 'node:crypto';
import { mayWrite } from '../domain/actor.ts';
import { type Draft, type Field, standing } from '../domain/draft.ts';
import type { Discussion } from '../store/discussions.ts';
import type { DraftsAt } from '../store/drafts.ts';
import { attachedIn } from './attaching.ts';
import type { Language } from './language.ts';
import type { Pages } from './pages.ts';
import type { Visit } from './visit.ts';
import { emptyForm, type PostForm } from './writing.ts';

/** Under which name a browser keeps what this person types here: it tells nobody who that is. */
export function keepKey(...whose: string[]): string {
  return createHash('sha256').update(whose.join(' ')).digest('base64url').slice(0, 16);
}

/** A form as it is shown, with what was written in it before, on whatever device. */
export interface DraftForm extends PostForm {
  seen?: string;
  /** Names of files that were on their way when this was kept. */
  underWay?: string;
  draft: ReturnType<typeof draftView> | null;
}

/** One's own drafts for a page with a form at one of these places; null for whoever writes nothing. */
export async function draftsAt(
  { store }: Pages,
  { actor, lookingAs }: Visit,
  { id }: Discussion,
  places: readonly string[],
): Promise<DraftsAt | null> {
  return mayWrite(actor.role) && !lookingAs ? store.drafts.at(actor.memberId, id, places) : null;
}

interface FormAt {
  place: string;
  /** What was typed and refused stays as it was typed. */
  refused?: PostForm | null;
  /** What stands there before anything is written. */
  initial?: Partial<DraftForm>;
}

/** The form at a place of the discussion, with what was written in it. */
export function formAt(
  visit: Visit,
  discussion: Discussion,
  known: DraftsAt | null,
  { place, refused, initial }: FormAt,
): DraftForm {
  const empty = { ...emptyForm(), draft: null, ...initial, ...refused };
  if (!known) return empty;
  const draft = known.drafts.get(place) ?? null;
  const written = refused ? null : standing(draft);
  return {
    ...empty,
    ...(written && filledFrom(written.fields, visit)),
    draft: draftView(draft, place, discussion, visit),
  };
}

function filledFrom(fields: readonly Field[], visit: Visit) {
  const values = new Map(fields);
  const seen = values.get('seen');
  const rich = values.get('format') === 'rich';
  return {
    title: values.get('title') ?? '',
    text: values.get('text') ?? '',
    html: rich ? (values.get('html') ?? '') : '',
    format: rich ? ('rich' as const) : ('plain' as const),
    ...(seen === undefined ? {} : { seen }),
    attached: attachedIn(values.get('files'), visit),
    underWay: values.get('underWay') ?? '',
  };
}

function draftView(draft: Draft | null, place: string, discussion: Discussion, visit: Visit) {
  const { base, language, actor, now } = visit;
  const written = standing(draft);
  const discarded =
    draft?.ended === 'discarded' && now.getTime() - draft.current.writtenAt.getTime() < UNDO_MS;
  return {
    place,
    key: keepKey(actor.memberId, discussion.id),
    href: `${base}/drafts/${place}`,
    based: draft?.current.version ?? 0,
    age: draft ? now.getTime() - draft.current.writtenAt.getTime() : 0,
    saved: written && language.t('draft.savedOn', { at: language.date(written.writtenAt, discussion.zone) }),
    discarded: discarded ? draft.current.version : null,
    others: othersView(draft, discussion, language),
  };
}

/** As long as a discarded draft is offered back. */
export const UNDO_MS = 60 * 60 * 1000;

/** What was written elsewhere meanwhile, to be looked at and decided on. */
export const othersView = (draft: Draft | null, { zone }: Pick<Discussion, 'zone'>, { t, date }: Language) =>
  (draft?.others ?? []).map(({ version, fields, writtenAt }) => ({
    version,
    said: t('draft.other', { at: date(writtenAt, zone) }),
    text: wordsIn(fields),
  }));

/** A draft to be read or copied: its title and its text. */
export function wordsIn(fields: readonly Field[]): string {
  const values = new Map(fields);
  return [values.get('title'), values.get('text')].filter(Boolean).join('\n\n');
}
