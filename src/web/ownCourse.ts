import type { Response } from 'express';
import { datesFor } from '../domain/allowance.ts';
import { owes } from '../domain/letter.ts';
import { closingTo } from '../domain/moderation.ts';
import type { Participation } from '../domain/participation.ts';
import { beforeCutMention } from '../domain/post.ts';
import { countUnread, numberInThread } from '../domain/readMarks.ts';
import { labelOfPost } from '../domain/thread.ts';
import type { Discussion } from '../store/discussions.ts';
import type { PostSummary } from '../store/postLists.ts';
import { type Listed, listDiscussions } from '../usecases/listDiscussions.ts';
import { measureParticipation } from '../usecases/measureParticipation.ts';
import { MOST_SHOWN, type OwnCourse, readOwnCourse } from '../usecases/readOwnCourse.ts';
import { checklist } from './checklist.ts';
import { plainWith } from './content.ts';
import { unsentOf } from './courseList.ts';
import { excerptOf } from './listed.ts';
import { ownLetters } from './ownLetters.ts';
import type { Pages } from './pages.ts';
import { asSeenBy, personOf, type Seen } from './people.ts';
import { releasedGrade } from './releasedGrade.ts';
import { summaryOf } from './summary.ts';
import { unreadCount } from './unreadView.ts';
import { show } from './views.ts';
import { readerOf, type Visit } from './visit.ts';

/** A student's own page of their course: what is due next comes first, and with each what they did and were told. */
export async function showOwnCourse(
  tool: Pages,
  visit: Visit,
  response: Response,
  away: unknown,
): Promise<void> {
  const { actor, language, session } = visit;
  const [listed, course] = await Promise.all([
    listDiscussions(tool.store, actor),
    tool.store.courses.byId(actor.courseId),
  ]);
  const discussions = listed.map(({ discussion }) => discussion);
  const [own, unsent] = await Promise.all([
    readOwnCourse(tool.store, actor.courseId, readerOf(visit), discussions),
    unsentOf(tool, visit, listed),
  ]);
  const rows = listed
    .map((one) => rowOf(one, own, visit))
    .sort((one, other) => one.rank - other.rank)
    .map((row, index) => ({ ...row, form: `open-${index + 1}`, unsent: unsent.has(row.id) }));
  show(response, 'own-course', {
    title: language.t('courseList.title'),
    courseTitle: course?.title,
    csrf: session.csrfToken,
    rows,
    letters: await ownLetters(tool, visit, {
      ...{ at: 'discussions', away, request: response.req, discussions },
      missing: (discussion, about) =>
        owes(about, workIn(discussion, own, visit).participation, discussion, own.student, visit.now),
    }),
    older:
      own.posts.length === MOST_SHOWN || own.answers.length === MOST_SHOWN
        ? language.t('ownCourse.older')
        : null,
  });
}

/** A discussion as it is due for this student, and what they did there. */
function workIn(asSet: Discussion, own: OwnCourse, { now }: Visit) {
  const discussion = datesFor(asSet, own.student);
  const records = own.records.filter(({ discussionId }) => discussionId === discussion.id);
  return { discussion, participation: measureParticipation(discussion, records, own.student, now) };
}

function rowOf(one: Listed, own: OwnCourse, visit: Visit) {
  const { base, language } = visit;
  const { t, number } = language;
  const { discussion, participation } = workIn(one.discussion, own, visit);
  const { id } = discussion;
  const seen = new Map([...own.people].map(([key, who]) => [key, asSeenBy(visit.reader, who, discussion)]));
  const record = own.grades.get(id) ?? null;
  const { rows, next, excused, soFar, complete } = checklist(
    discussion,
    participation,
    { answered: seen, base },
    language,
  );
  const { released } = record?.grade ?? {};
  const given = released && { points: number(released.points), maximum: number(released.maximum) };
  const state = own.questions.get(id);
  return {
    id,
    ...summaryOf({ ...one, discussion }, language),
    action: `${base}/discussions/${id}`,
    rank: rankOf(discussion, participation, visit),
    next: excused ?? next,
    complete,
    facts: given ? [t('courseList.grade', given)] : soFar ? [soFar] : [],
    unread: unreadCount(countUnread(own.unread(id)), language),
    asked: rows,
    grade: releasedGrade(record, discussion, visit),
    question: state ? t(`question.state.${state}`) : null,
    ...writtenIn(discussion, own, seen, visit),
  };
}

/** What is due first comes first; then what is due at no time; then what is done, or closed to this student. */
function rankOf(discussion: Discussion, { complete, excused, nextStep }: Participation, visit: Visit) {
  const closed = closingTo(readerOf(visit), discussion, null, visit.now);
  if (complete || excused || (closed && closed.kind !== 'early')) return Number.MAX_VALUE;
  return nextStep?.dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/** What the student wrote there, and beneath each what it was answered; what else was written to them stands last. */
function writtenIn({ id, zone }: Discussion, own: OwnCourse, people: Map<string, Seen>, visit: Visit) {
  const { language } = visit;
  const { t, date, facts } = language;
  const unread = own.unread(id);
  const here = ({ discussionId }: PostSummary) => discussionId === id;
  const [posts, answers] = [own.posts.filter(here), own.answers.filter(here)];
  const isNew = (post: PostSummary) => unread.get(post.threadNumber)?.has(numberInThread(post)) ?? false;
  const line = (post: PostSummary) => ({
    label: labelOfPost(post),
    heading: t(post.parentId === null ? 'gradeOne.post' : 'gradeOne.reply', { label: labelOfPost(post) }),
    title: post.title,
    name: personOf(people.get(post.authorId), language).name,
    at: date(post.createdAt, zone),
    excerpt: excerptOf(plainWith(beforeCutMention(post.beginning), { people, language })),
    isNew: isNew(post),
  });
  const mine = new Set(posts.map((post) => post.id));
  const fresh = answers.filter(isNew).length;
  return {
    posts: posts.map((post) => ({
      ...line(post),
      answers: answers.filter(({ parentId }) => parentId === post.id).map(line),
    })),
    toYou: answers.filter(({ parentId }) => parentId === null || !mine.has(parentId)).map(line),
    fresh: fresh > 0,
    written:
      posts.length + answers.length > 0
        ? facts([
            t('ownCourse.posts', { count: posts.length }),
            t('ownCourse.answers', { count: answers.length }),
            ...(fresh > 0 ? [t('ownCourse.fresh', { count: fresh })] : []),
          ])
        : null,
  };
}
