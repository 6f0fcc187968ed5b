import { z } from 'zod';
import { labelOfPost } from '../domain/thread.ts';
import type { Revision } from '../store/posts.ts';
import { compareTexts } from '../usecases/compareTexts.ts';
import { plainTextOf } from '../usecases/formatTyped.ts';
import { readVersions } from '../usecases/readVersions.ts';
import { addressOf } from './checklist.ts';
import { type Content, contentFor } from './content.ts';
import type { Language } from './language.ts';
import { peopleIn, personOf } from './people.ts';
import { show } from './views.ts';
import { discussionOf, readerOf, type VisitHandler } from './visit.ts';

const number = z.coerce.number().int().min(1).nullable().catch(null);
const compared = z.object({ from: number, to: number });

/** What a post said before, and what became of it: one version beside another, by default the last beside the one before. */
export const changesPage: VisitHandler = async (tool, visit, request, response) => {
  const { language, base } = visit;
  const reader = readerOf(visit);
  const discussion = await discussionOf(tool, visit);
  const { post, versions } = await readVersions(tool.store, reader, discussion, String(request.params.post));
  const people = await peopleIn(tool, visit, discussion, [post.authorId]);
  const { from, to } = compared.parse(request.query);
  const after = versionOf(versions, to) ?? versions.at(-1);
  const before = versionOf(versions, from) ?? versionOf(versions, (after?.number ?? 1) - 1);
  const label = labelOfPost(post);
  const texts = [before, after].map((version) => (version ? plainTextOf(version) : ''));
  const content = await contentFor(tool, visit, discussion, texts);
  const { name } = personOf(people.get(post.authorId), language);
  const option = (chosen: Revision | undefined) => (version: Revision) => ({
    number: version.number,
    text: language.t('changes.version', {
      number: version.number,
      at: language.date(version.at, discussion.zone),
      words: language.t('post.words', { count: version.words }),
    }),
    selected: version.number === chosen?.number,
  });
  show(response, 'changes', {
    title: language.t('changes.title', { label, name }),
    back: post.deletedAt ? null : base + addressOf(label),
    discussion,
    base,
    action: `${base}/changes/${post.id}`,
    several: versions.length > 1,
    from: versions.map(option(before)),
    to: versions.map(option(after)),
    ...(after && changesBetween(before, after, content, language)),
  });
};

const versionOf = (versions: Revision[], wanted: number | null) =>
  versions.find(({ number }) => number === wanted);

function changesBetween(before: Revision | undefined, after: Revision, content: Content, { t }: Language) {
  const plainOf = (version: Revision) => content.plain(plainTextOf(version));
  if (!before || before.number === after.number)
    return { heading: t('changes.only', after), text: [{ text: plainOf(after) }] };
  const title = compareTexts(before.title, after.title);
  const text = compareTexts(plainOf(before), plainOf(after));
  const same = [...title, ...text].every(({ change }) => change === 'same');
  return {
    heading: t('changes.between', { from: before.number, to: after.number }),
    how: same ? t('changes.formatting') : null,
    postTitle: piecesOf(title),
    text: piecesOf(text),
  };
}

/** A line that begins anew is seen only by a sign. */
const piecesOf = (pieces: ReturnType<typeof compareTexts>) =>
  pieces.map(({ text, change }) => ({
    text: change === 'same' ? text : text.replace(/\n+/g, '¶$&'),
    added: change === 'added',
    removed: change === 'removed',
  }));
