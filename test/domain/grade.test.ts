import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Conflict, InvalidInput } from '../../src/domain/errors.ts';
import {
  confirm,
  newSince,
  pointsProblem,
  release,
  suggestionMoved,
  undo,
  ungraded,
} from '../../src/domain/grade.ts';
import { participation } from '../../src/domain/participation.ts';
import type { Contribution } from '../../src/domain/post.ts';
import { hour, post, reply, ruleset, STUDENT } from './contributions.ts';

const rules = ruleset({ maximum: 10 });
const measure = (posts: Contribution[]) => participation(rules, posts, STUDENT, hour(100));
const decide = (points: number, comment = '', at = 10) => ({
  points,
  comment,
  by: 'tess',
  at: hour(at),
  ledger: measure([post('p', 1)]).entries,
});
const confirmed = confirm(ungraded(10), decide(8, 'Good question.'));
const released = release(confirmed, { by: 'tess', at: hour(11) });

describe('Confirming a grade', () => {
  it('keeps the points, the comment, who decided, when, and the ledger it was decided on', () => {
    assert.equal(confirmed.status, 'confirmed');
    assert.deepEqual(
      [confirmed.points, confirmed.comment, confirmed.confirmedBy],
      [8, 'Good question.', 'tess'],
    );
    assert.deepEqual(confirmed.confirmedAt, hour(10));
    assert.equal(confirmed.ledger[0]?.evidence?.postId, 'p');
    assert.equal(confirmed.released, null);
  });

  it('writes what changed into the history, and nothing when nothing did', () => {
    const again = confirm(
      confirm(confirmed, decide(9, 'Good question.', 12)),
      decide(9, 'Good question.', 13),
    );
    assert.deepEqual(
      again.history.map(({ from, to, commentChanged }) => [from, to, commentChanged]),
      [
        [null, 8, true],
        [8, 9, false],
      ],
    );
    assert.deepEqual(again.confirmedAt, hour(13));
  });

  it('takes zero, which only a person gives', () => {
    assert.equal(confirm(ungraded(10), decide(0)).points, 0);
  });

  it('refuses points outside the bounds as an error of the field, with what was typed', () => {
    assert.throws(
      () => confirm(ungraded(10), decide(11, 'kept')),
      (error) =>
        error instanceof InvalidInput &&
        error.errors.points === 'grade.error.aboveMaximum' &&
        error.typed.comment === 'kept',
    );
  });

  it('accepts two decimals and no more', () => {
    assert.equal(pointsProblem(6.67, 10), null);
    assert.equal(pointsProblem(1.1, 10), null);
    assert.equal(pointsProblem(6.667, 10), 'grade.error.twoDecimals');
    assert.equal(pointsProblem(-0.01, 10), 'grade.error.negative');
    assert.equal(pointsProblem(Number.NaN, 10), 'grade.error.notANumber');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (hundredths) => {
        assert.equal(pointsProblem(hundredths / 100, 1000), null);
      }),
    );
  });

  it('may follow a new maximum', () => {
    assert.equal(confirm(confirmed, { ...decide(18), maximum: 20 }).maximum, 20);
  });
});

describe('Releasing a grade', () => {
  it('shows the student what was confirmed', () => {
    assert.equal(released.status, 'released');
    assert.deepEqual(released.released, {
      points: 8,
      maximum: 10,
      comment: 'Good question.',
      at: hour(11),
      by: 'tess',
    });
    assert.equal(released.history.at(-1)?.what, 'released');
  });

  it('is refused when nobody confirmed anything', () => {
    assert.throws(() => release(ungraded(10), { by: 'tess', at: hour(1) }), Conflict);
  });

  it('twice changes nothing', () => {
    assert.equal(release(released, { by: 'uma', at: hour(12) }), released);
  });

  it('leaves the released grade standing until a change is released too', () => {
    const changed = confirm(released, decide(5, 'Good question.', 12));
    assert.equal(changed.status, 'confirmed');
    assert.equal(changed.released?.points, 8);
    const again = release(changed, { by: 'tess', at: hour(13) });
    assert.deepEqual([again.status, again.released?.points], ['released', 5]);
    assert.deepEqual([again.history.at(-1)?.from, again.history.at(-1)?.to], [8, 5]);
  });

  it('stands when the same grade is confirmed again', () => {
    assert.equal(confirm(released, decide(8, 'Good question.', 12)).status, 'released');
  });
});

describe('Taking a decision back', () => {
  const by = { by: 'uma', at: hour(12) };

  it('brings back what stood before, and tells of it', () => {
    const changed = confirm(released, decide(5, 'Less.', 12));
    const back = undo(changed, by);
    assert.deepEqual([back.points, back.comment, back.status], [8, 'Good question.', 'released']);
    assert.deepEqual(back.confirmedAt, released.confirmedAt);
    assert.deepEqual(
      [back.history.at(-1)?.what, back.history.at(-1)?.from, back.history.at(-1)?.to],
      ['undone', 5, 8],
    );
    assert.deepEqual([undo(confirmed, by).status, undo(confirmed, by).points], ['ungraded', null]);
  });

  it('is over with the release, and after once', () => {
    assert.throws(() => undo(released, by), Conflict);
    assert.throws(() => undo(undo(confirmed, by), by), Conflict);
    assert.throws(() => undo(ungraded(10), by), Conflict);
  });

  it('never moves what the student was shown', () => {
    const changed = confirm(released, decide(5, 'Less.', 12));
    assert.deepEqual(undo(changed, by).released, released.released);
  });
});

describe('Activity after a grade', () => {
  const later = [post('p', 1), reply('a', 12, 'ana'), reply('s', 13, STUDENT), reply('b', 9, 'ben')];

  it('is counted from the confirmation on, whether or not it earns anything', () => {
    assert.equal(newSince(confirmed, measure(later)), 2);
    assert.equal(newSince(ungraded(10), measure(later)), 0);
  });

  it('does not count what was deleted', () => {
    assert.equal(newSince(confirmed, measure([post('q', 12, { deletedAt: hour(13) })])), 0);
  });

  it('moves the suggestion', () => {
    assert.equal(suggestionMoved(confirmed, measure([post('p', 1)])), false);
    assert.equal(suggestionMoved(confirmed, measure(later)), true);
    assert.equal(suggestionMoved(ungraded(10), measure(later)), false);
  });

  it('never moves a confirmed grade', () => {
    const hours = fc.array(fc.integer({ min: 0, max: 90 }), { maxLength: 8 });
    fc.assert(
      fc.property(hours, (times) => {
        const before = structuredClone(released);
        const posts = times.map((at, index) =>
          index % 2 ? post(`${index}`, at) : reply(`${index}`, at, `${at}`),
        );
        newSince(released, measure(posts));
        suggestionMoved(released, measure(posts));
        assert.deepEqual(released, before);
      }),
    );
  });
});
