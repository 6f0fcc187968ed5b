import { mayWrite } from '../domain/actor.ts';
import { mayReadVersions, mayUndelete } from '../domain/editing.ts';
import type { ThreadItem } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { Marks } from '../store/helpful.ts';
import type { Joint, ShownPost } from '../store/postLists.ts';
import type { Report } from '../store/reports.ts';
import type { Language } from './language.ts';
import type { Visit } from './visit.ts';

/** What stands in the place of words that are gone; who deleted them can bring them back for a while. */
export function goneOf({ post, label, tombstone }: ThreadItem<Joint>, visit: Visit) {
  if (!tombstone) return { gone: null };
  const { actor, reader, base, now } = visit;
  const { t } = visit.language;
  if (post.deletedAt === null) return { gone: t('post.hidden') };
  const undo = mayWrite(actor.role) && mayUndelete(post, actor.memberId, now);
  return {
    gone: t(post.authorId === reader?.memberId ? 'post.deletedByYou' : 'post.deleted'),
    back: undo && {
      action: `${base}/delete/${post.id}/undo`,
      text: t('delete.undo'),
      label: t('delete.undoThis', { label }),
    },
  };
}

/** What is hidden is read by graders, and by its author, who is told why. */
export function hiddenOf(shown: ShownPost | undefined, { reader, language: { t } }: Visit) {
  if (!shown?.hiddenAt) return null;
  const whose = shown.authorId === reader?.memberId ? 'post.hiddenFromOthers' : 'post.hiddenByGrader';
  return { text: t(whose), reason: shown.hiddenReason };
}

/** The way to what an edit changed, for those who may read it. */
export function changesOf(
  post: ShownPost,
  label: string,
  { reader, base, language }: Visit,
  { history }: Discussion,
) {
  if (!reader || !mayReadVersions(post, reader, history)) return {};
  return { href: `${base}/changes/${post.id}`, label: language.t('changes.linkTo', { label }) };
}

/** How many found it helpful, for its author and for graders: others see their own mark alone. */
export function foundOf({ id }: Joint, { counts }: Marks, t: Language['t']): string | null {
  const count = counts.get(id) ?? 0;
  return count > 0 ? t('helpful.found', { count }) : null;
}

/** What became of the reader's own report. */
export function reportedOf(
  { id }: Joint,
  reported: Map<string, Report> | null,
  t: Language['t'],
): string | null {
  const report = reported?.get(id);
  return report ? t(`report.${report.outcome ?? 'waits'}`) : null;
}
