import type { Request, Response } from 'express';
import { z } from 'zod';
import { mayWrite } from '../domain/actor.ts';
import { type Draft, placeOf, standing } from '../domain/draft.ts';
import { NotAllowed, NotFound } from '../domain/errors.ts';
import type { Discussion } from '../store/discussions.ts';
import {
  discardDraft,
  discardOtherVersion,
  keepDraft,
  takeUpDraft,
  type Writing,
} from '../usecases/keepDraft.ts';
import { byScript } from './byScript.ts';
import { keepKey, othersView, UNDO_MS, wordsIn } from './draftForm.ts';
import { savedIn } from './draftInput.ts';
import type { Pages } from './pages.ts';
import { nameIn } from './unsent.ts';
import { show } from './views.ts';
import { discussionOf, scopeIn, type Visit, type VisitHandler } from './visit.ts';

/** Everything of one's own that was not sent, to go on with or to take along. */
export const draftsPage: VisitHandler = async (tool, visit, _request, response) => {
  const { actor, base, session, language } = visit;
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const discussion = await discussionOf(tool, visit);
  const since = new Date(visit.now.getTime() - UNDO_MS);
  const drafts = await tool.store.drafts.unsentWhole(actor.memberId, discussion.id, since);
  const scope = await scopeIn(tool, visit, discussion);
  const named = await nameIn(
    tool,
    visit,
    scope,
    drafts.map(({ place }) => place),
  );
  show(response, 'drafts', {
    title: language.t('draft.title'),
    base,
    csrf: session.csrfToken,
    discussion,
    script: 'copy.js',
    drafts: drafts.map(({ place, draft }) => {
      const written = standing(draft);
      return {
        ...named(place),
        place,
        href: `${base}/drafts/${place}`,
        written: written && {
          said: language.t('draft.writtenOn', { at: language.date(written.writtenAt, discussion.zone) }),
          words: wordsIn(written.fields),
        },
        discarded: draft.ended === 'discarded' && draft.current.version,
        others: othersView(draft, discussion, language),
      };
    }),
  });
};

/** Where that is written; or, for a script, how it stands. */
export const draftPage: VisitHandler = async (tool, visit, request, response) => {
  const { actor } = visit;
  if (!mayWrite(actor.role)) throw new NotAllowed('write');
  const { discussion, writing } = await writingAt(tool, visit, request);
  const place = writing.place.name;
  if (!byScript(request)) return response.redirect(303, await pageOf(tool, visit, discussion, place));
  const draft = await tool.store.drafts.find({
    memberId: actor.memberId,
    discussionId: discussion.id,
    place,
  });
  response.json(await standingOf(draft, null, { visit, discussion, place, response }));
};

/** Keeps what is in the form. A browser without scripts has a button for it. */
export const keep: VisitHandler = async (tool, visit, request, response) => {
  const { discussion, writing } = await writingAt(tool, visit, request);
  const place = writing.place.name;
  const saved = savedIn(request, visit.now);
  const { draft, version } = await keepDraft(tool.store, visit.actor, writing, saved, visit.now);
  if (byScript(request))
    response.json(await standingOf(draft, version, { visit, discussion, place, response }));
  else response.redirect(303, await pageOf(tool, visit, discussion, place));
};

/** Takes away what is in the form, so that it can be brought back, or another version for good. */
export const discard: VisitHandler = async (tool, visit, request, response) => {
  const { discussion, writing } = await writingAt(tool, visit, request);
  const { version, typed } = decisionIn(request, visit);
  if (version === null) await discardDraft(tool.store, visit.actor, writing, typed, visit.now);
  else await discardOtherVersion(tool.store, visit.actor, writing, { version, typed }, visit.now);
  const page = typed ? await pageOf(tool, visit, discussion, writing.place.name) : `${visit.base}/drafts`;
  response.redirect(303, page);
};

/** Goes on with another version, or with what was discarded. */
export const takeUp: VisitHandler = async (tool, visit, request, response) => {
  const { discussion, writing } = await writingAt(tool, visit, request);
  const { version, typed } = decisionIn(request, visit);
  await takeUpDraft(tool.store, visit.actor, writing, { version: version ?? 0, typed }, visit.now);
  response.redirect(303, await pageOf(tool, visit, discussion, writing.place.name));
};

async function writingAt(
  tool: Pages,
  visit: Visit,
  { params }: Request,
): Promise<{ discussion: Discussion; writing: Writing }> {
  const discussion = await discussionOf(tool, visit);
  const place = placeOf(String(params.place));
  if (!place) throw new NotFound('draft');
  return { discussion, writing: { discussionId: discussion.id, place } };
}

/** The buttons of a form send what is in it along; those on the page of drafts have none around them. */
function decisionIn(request: Request, { now }: Visit) {
  const chosen = z.object({ other: z.coerce.number().int().min(1).nullable().catch(null) });
  const saved = savedIn(request, now);
  return {
    version: chosen.parse(request.body ?? {}).other,
    typed: saved.fields.length > 0 ? saved : null,
  };
}

async function pageOf(tool: Pages, visit: Visit, discussion: Discussion, place: string): Promise<string> {
  const scope = await scopeIn(tool, visit, discussion);
  return (await nameIn(tool, visit, scope, [place]))(place).href;
}

interface Around {
  visit: Visit;
  discussion: Discussion;
  place: string;
  response: Response;
}

/** What a page has to know of its draft. The newest words come along where they are not the page's own. */
async function standingOf(draft: Draft | null, own: number | null, around: Around) {
  const { visit, discussion, place } = around;
  const { current, ended = null } = draft ?? {};
  return {
    key: `${keepKey(visit.actor.memberId, discussion.id)} ${place}`,
    version: own,
    newest: current && current.version !== own ? { version: current.version, fields: current.fields } : null,
    ended,
    at: current ? visit.language.date(current.writtenAt, discussion.zone) : null,
    others: await othersOf(draft, around),
  };
}

/** The part of the form that offers the other versions. */
function othersOf(draft: Draft | null, { visit, discussion, place, response }: Around): Promise<string> {
  const data = {
    layout: false,
    language: visit.language,
    draft: { href: `${visit.base}/drafts/${place}`, others: othersView(draft, discussion, visit.language) },
  };
  return new Promise((resolve, reject) =>
    response.app.render('partials/others', data, (error, html) => (error ? reject(error) : resolve(html))),
  );
}
