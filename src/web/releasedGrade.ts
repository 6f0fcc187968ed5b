import { foremost } from '../domain/delivery.ts';
import type { Released } from '../domain/grade.ts';
import type { Rubric } from '../domain/rubric.ts';
import type { Sharing } from '../domain/shares.ts';
import type { Discussion } from '../store/discussions.ts';
import type { GradeRecord } from '../store/grades.ts';
import { sharesLine } from './columns.ts';
import { judgedView } from './judgedView.ts';
import type { Language } from './language.ts';

/** The released grade as its student sees it. */
export function releasedGrade(
  record: GradeRecord | null,
  discussion: Sharing & Pick<Discussion, 'zone'>,
  around: { base: string; language: Language },
) {
  const { language } = around;
  const { t, number, date } = language;
  const { zone, rubric } = discussion;
  const released = record?.grade.released;
  if (!released) return null;
  const delivery = foremost(record);
  const sent = delivery.state === 'delivered' && delivery.acknowledged;
  return {
    points: t('grade.of', { points: number(released.points), maximum: number(released.maximum) }),
    rubric: marksBy(released, rubric, around),
    comment: released.comment.split(/\n{2,}/).filter(Boolean),
    released: t('grade.releasedAt', { at: date(released.at, zone) }),
    sent: sent ? t('grade.sentAt', { at: date(sent.at, zone) }) : null,
    shares: sharesLine(released, record.grade.ledger, discussion, language),
  };
}

/** What was given for each criterion that there still is, with the level's words where it is one, and the posts it comes of. */
function marksBy(
  { marks = [], judged = [] }: Released,
  rubric: Rubric | null,
  around: { base: string; language: Language },
) {
  const { t, number } = around.language;
  return (rubric?.criteria ?? []).flatMap(({ id, title, levels }) => {
    const mark = marks.find(({ criterionId }) => criterionId === id);
    const posts = judged.find(({ criterionId }) => criterionId === id);
    if (!mark && !posts?.posts.length) return [];
    const view = posts?.posts.length ? judgedView(posts, around) : null;
    const asJudged = mark?.points === posts?.points;
    return {
      title,
      points: mark ? number(mark.points) : '–',
      level: levels.find(({ points }) => points === mark?.points)?.title,
      judged: view && { ...view, text: asJudged ? view.text : t('byPost.from.decided') },
    };
  });
}
