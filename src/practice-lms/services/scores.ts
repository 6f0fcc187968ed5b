import { MEDIA, SCOPE } from '../claims.ts';
import { groupFor } from '../groups.ts';
import { journalOf } from '../journal.ts';
import { gradeOf, type Lms } from '../lms.ts';
import type { Course, LineItem, Person } from '../model.ts';
import { notesOf, violation } from '../received.ts';
import { sendPaged } from './paging.ts';
import { Refusal } from './refusal.ts';
import { instant, type ScoreMessage, scoreViolations } from './score-message.ts';
import { jsonBody, ownItem, type ServiceSpec, service } from './service.ts';

const SPEC = 'AGS §3.4';
const post: ServiceSpec = {
  kind: 'score',
  place: 'scores',
  scopes: [SCOPE.score],
  contentType: MEDIA.score,
  spec: SPEC,
};
const read: ServiceSpec = {
  kind: 'results',
  place: 'results',
  scopes: [SCOPE.result],
  accept: MEDIA.results,
  spec: 'AGS §3.3',
};

/** POST …/scores: what happens to the grade is the preset's affair. */
export const postScore = (lms: Lms) =>
  service(lms, post, (call) => {
    const item = ownItem(lms, call);
    const score = jsonBody(call.res, SPEC) as ScoreMessage;
    const person = gradablePerson(lms, call.course, score.userId);
    notesOf(call.res).summary = summary(score, person, item);
    for (const text of scoreViolations(score)) violation(call.res, text);
    noteOrder(lms, call.res, item, person, score);
    const journal = journalOf(lms, item, person ? groupFor(lms, item, person) : []);
    const { status, body } = lms.preset.postScore(lms, item, person, score);
    if (person) {
      remember(lms, item, person, score);
      journal.done(person, score, notesOf(call.res).faults);
    }
    lms.changed();
    call.res
      .status(status)
      .type(MEDIA.score)
      .send(body ? JSON.stringify(body) : '');
  });

/** GET …/results, all or of one `user_id`. */
export const listResults = (lms: Lms) =>
  service(lms, read, (call) => {
    const item = ownItem(lms, call);
    if (lms.preset.brokenResultPages && call.req.query.limit !== undefined) {
      call.res.status(404).type('html').send('<!doctype html><title>Error</title><p>Not found</p>');
      return;
    }
    const userId = call.req.query.user_id;
    const results = lms.people.flatMap((person) => {
      const grade = gradeOf(lms, item.id, person.key);
      const isAsked = userId === undefined || lms.preset.isUser(person, userId);
      const result = grade && isAsked && lms.preset.resultJson(lms, item, grade, person);
      return result ? [result] : [];
    });
    notesOf(call.res).summary = `Reads ${results.length} results of ${item.label}`;
    sendPaged(lms, call, MEDIA.results, results);
  });

export const getResult = (lms: Lms) =>
  service(lms, { ...read, accept: undefined }, (call) => {
    const item = ownItem(lms, call);
    const person = lms.people.find((one) => String(one.number) === call.req.params.result);
    const grade = person && gradeOf(lms, item.id, person.key);
    const result = grade && lms.preset.resultJson(lms, item, grade, person);
    if (!result) throw new Refusal(404, 'The specified resource does not exist.');
    notesOf(call.res).summary = `Reads a result of ${item.label}`;
    call.res.type(MEDIA.results).send(JSON.stringify(result));
  });

const gradablePerson = (lms: Lms, course: Course, userId: unknown): Person | undefined =>
  lms.people.find((person) => lms.preset.isUser(person, userId) && lms.preset.gradable(person, course));

function summary(score: ScoreMessage, person: Person | undefined, item: LineItem): string {
  const points =
    score.scoreGiven === undefined
      ? 'no score'
      : `${String(score.scoreGiven)} of ${String(score.scoreMaximum)}`;
  return `Score for ${person?.name ?? String(score.userId)} in ${item.label}: ${points}, ${String(score.gradingProgress)}`;
}

/** The same message may come again; an update has to carry a later time [AGS §3.4]. */
function noteOrder(
  lms: Lms,
  res: Parameters<typeof violation>[0],
  item: LineItem,
  person: Person | undefined,
  score: ScoreMessage,
): void {
  const known = person && gradeOf(lms, item.id, person.key);
  if (!known?.lastBody || known.lastBody === JSON.stringify(score)) return;
  const before = (JSON.parse(known.lastBody) as ScoreMessage).timestamp;
  if (instant(score.timestamp) <= instant(before)) {
    violation(res, `${SPEC}: timestamp is not later than that of the last score for this user and item`);
  }
}

function remember(lms: Lms, item: LineItem, person: Person, score: ScoreMessage): void {
  const grade = gradeOf(lms, item.id, person.key);
  if (grade) grade.lastBody = JSON.stringify(score);
}
