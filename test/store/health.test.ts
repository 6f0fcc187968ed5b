import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { isChecking } from '../../src/domain/check.ts';
import { createLogger } from '../../src/logger.ts';
import type { LaunchNews } from '../../src/store/health.ts';
import { startHealthNotes } from '../../src/usecases/noteHealth.ts';
import { type FreshStore, freshStore, later, NOW } from './freshStore.ts';

const launch = (changes: Partial<LaunchNews> = {}): LaunchNews => ({
  at: NOW,
  clockAheadS: 0.5,
  scopes: ['score'],
  lineItemsUrl: 'https://lms.example.edu/items',
  rosterUrl: 'https://lms.example.edu/roster',
  family: 'moodle',
  ...changes,
});
const refused = (at = NOW, reason = 'expired') => ({ at, reason, deploymentId: null });

describe('How an LMS is doing', () => {
  let fresh: FreshStore;
  let platforms = 0;
  let id: string;

  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());
  beforeEach(() => {
    platforms += 1;
    id = `platform-${platforms}`;
  });
  const health = () => fresh.store.health.of(id);
  const note = (news: Parameters<typeof fresh.store.health.note>[1]) => fresh.store.health.note(id, news);

  it('is unknown before anything happened', async () => {
    const { lastLaunch, lastRefused, refusals, check } = await health();
    assert.deepEqual({ lastLaunch, lastRefused, refusals, check }, EMPTY);
  });
  const EMPTY = { lastLaunch: null, lastRefused: null, refusals: 0, check: null };

  it('counts the refused launches since the last good one', async () => {
    await note({ refused: refused(), refusals: 2 });
    await note({ refused: refused(later(1), 'deployment'), refusals: 1 });
    assert.equal((await health()).refusals, 3);
    await note({ launch: launch({ at: later(2) }), refusals: 0 });
    const after = await health();
    assert.deepEqual([after.refusals, after.lastRefused?.reason], [0, 'deployment']);
    await note({ launch: launch({ at: later(3) }), refused: refused(later(4)), refusals: 1 });
    assert.equal((await health()).refusals, 1);
  });

  it('keeps what a launch told where the next one tells less', async () => {
    await note({ launch: launch(), refusals: 0 });
    const silent = { at: later(60), scopes: null, lineItemsUrl: null, rosterUrl: null, clockAheadS: 3 };
    await note({ launch: launch(silent), refusals: 0 });
    assert.deepEqual((await health()).lastLaunch, launch({ at: later(60), clockAheadS: 3 }));
  });

  it('has what a launch never told as unknown', async () => {
    await note({ launch: launch({ scopes: null, rosterUrl: null }), refusals: 0 });
    const { lastLaunch } = await health();
    assert.deepEqual([lastLaunch?.scopes, lastLaunch?.rosterUrl], [null, null]);
  });

  it('is checked once at a time, by any number of processes', async () => {
    const stores = [fresh.store, fresh.other, fresh.store, fresh.other];
    const begun = await Promise.all(stores.map(({ health }) => health.beginCheck(id, NOW)));
    assert.equal(begun.filter(Boolean).length, 1);
    assert.equal(isChecking(await health(), later(1)), true);
    await fresh.store.health.endCheck(id, { at: later(2), steps: [] });
    assert.equal(isChecking(await health(), later(3)), false);
    assert.equal(await fresh.other.health.beginCheck(id, later(3)), true);
  });

  it('may be checked again by those who have to wait a minute, a minute later', async () => {
    await fresh.store.health.beginCheck(id, NOW, 60_000);
    await fresh.store.health.endCheck(id, { at: NOW, steps: [] });
    assert.equal(await fresh.store.health.beginCheck(id, later(59), 60_000), false);
    assert.equal(await fresh.store.health.beginCheck(id, later(60), 60_000), true);
  });

  it('may be checked again where a process died over a check', async () => {
    await fresh.store.health.beginCheck(id, NOW);
    assert.equal(await fresh.store.health.beginCheck(id, later(30)), false);
    assert.equal(await fresh.store.health.beginCheck(id, later(61)), true);
  });

  describe('noted beside the work', () => {
    /** Counts what reaches the database. */
    function counted(everyMs?: number) {
      const written: string[] = [];
      const store = {
        health: {
          ...fresh.store.health,
          note: (platformId: string, news: Parameters<typeof note>[0]) => {
            written.push(platformId);
            return fresh.store.health.note(platformId, news);
          },
        },
      };
      return { written, notes: startHealthNotes(store, createLogger('silent'), everyMs) };
    }

    it('is written once for a class that launches, and loses nothing at the end', async () => {
      const { written, notes } = counted();
      for (let second = 0; second < 300; second++) notes.launched(id, launch({ at: later(second) }));
      await delay(0);
      assert.equal(written.length, 1);
      await notes.stop();
      assert.equal(written.length, 2);
      assert.deepEqual((await health()).lastLaunch?.at, later(299));
    });

    it('is written twice at most for refusals without end, all of which are counted', async () => {
      const { written, notes } = counted();
      for (let second = 0; second < 300; second++) notes.refused(id, refused(later(second)));
      await notes.stop();
      assert.equal(written.length, 2);
      assert.equal((await health()).refusals, 300);
    });

    it('is written in time, without waiting for the next news', async () => {
      const { written, notes } = counted(20);
      notes.refused(id, refused());
      notes.refused(id, refused(later(1)));
      while ((await health()).refusals < 2) await delay(10);
      assert.equal(written.length, 2);
    });

    it('counts only what was refused after the last good launch', async () => {
      const { notes } = counted();
      for (const second of [1, 2, 3]) notes.refused(id, refused(later(second)));
      for (const second of [4, 5]) notes.launched(id, launch({ at: later(second) }));
      notes.refused(id, refused(later(6)));
      await notes.stop();
      assert.equal((await health()).refusals, 1);
    });

    it('tells of another kind of news at once', async () => {
      const { written, notes } = counted();
      notes.launched(id, launch());
      notes.delivered(id, later(1));
      notes.undelivered(id, { at: later(2), problem: 'p' });
      notes.rosterRead(id, { at: later(3), problem: null });
      while (written.length < 4) await delay(10);
      await notes.stop();
      assert.equal(written.length, 4);
      const { lastDeliveredAt, lastUndelivered, roster } = await health();
      assert.deepEqual([lastDeliveredAt, lastUndelivered?.at, roster?.at], [later(1), later(2), later(3)]);
    });

    it('fails without anybody noticing but the log', async () => {
      const errors: unknown[] = [];
      const logger = { error: (told: unknown) => errors.push(told) } as never;
      const broken = { health: { ...fresh.store.health, note: () => Promise.reject(new Error('down')) } };
      const notes = startHealthNotes(broken, logger);
      notes.launched(id, launch());
      await notes.stop();
      assert.equal(errors.length, 1);
    });
  });
});
