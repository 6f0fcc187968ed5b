import assert from 'node:assert/strict';
import { waitOf } from '../../src/browser/live/pace.ts';

describe('How often a page asks what changed', () => {
  const wait = (quiet: number, failures = 0, chance = 0.5) => waitOf({ quiet, failures }, chance);

  it('is every five seconds while something happens, and half a minute apart at most', () => {
    assert.equal(wait(0), 5_000);
    assert.equal(wait(12), 5_000);
    assert.ok(wait(13) > 5_000);
    assert.equal(wait(1000), 30_000);
    for (let quiet = 0; quiet < 40; quiet++) assert.ok(wait(quiet + 1) >= wait(quiet));
  });

  it('is ever more seldom while nobody answers, up to two minutes', () => {
    assert.ok(wait(0, 1) > 5_000);
    for (let failures = 1; failures < 20; failures++) assert.ok(wait(0, failures + 1) >= wait(0, failures));
    assert.equal(wait(0, 100, 1), 120_000);
  });

  it('is at no two pages the same, so that a class does not ask all at once', () => {
    assert.ok(wait(0, 0, 0) < wait(0, 0, 1));
    assert.ok(wait(0, 6, 1) - wait(0, 6, 0) >= 60_000);
  });
});
