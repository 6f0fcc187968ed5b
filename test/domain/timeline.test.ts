import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spread, timeline } from '../../src/domain/timeline.ts';
import { hour, ruleset } from './contributions.ts';

describe('A timeline', () => {
  const dates = { lmsDueAt: null, opensAt: null, closesAt: null, releaseAt: null };

  it('has what opens, is due, closes and is released in that order, and one moment for what is due together', () => {
    const { requirements } = ruleset({ maximum: 10, postDueAt: hour(10) });
    const moments = timeline({
      ...dates,
      requirements,
      lmsDueAt: hour(20),
      closesAt: hour(30),
      opensAt: hour(1),
    });
    assert.deepEqual(
      moments.map(({ what, at, due }) => [what, at, due.post, due.reply]),
      [
        ['opens', hour(1), 0, 0],
        ['due', hour(10), 1, 0],
        ['due', hour(20), 0, 2],
        ['closes', hour(30), 0, 0],
      ],
    );
    assert.deepEqual(timeline({ ...dates, ...ruleset({ maximum: 10 }) }), []);
  });

  it('keeps its marks apart and in order, between its ends', () => {
    const times = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(times, (hours) => {
        const moments = hours.sort((one, other) => one - other).map((at) => ({ at: hour(at) }));
        const places = spread(moments, 0.08);
        assert.ok(places.every((place) => place >= 0 && place <= 1 + 1e-9));
        assert.ok(
          places.every((place, index) => index === 0 || place - (places[index - 1] ?? 0) >= 0.08 - 1e-9),
        );
      }),
    );
  });
});
