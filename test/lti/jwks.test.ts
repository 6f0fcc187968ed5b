import assert from 'node:assert/strict';
import type { Platform } from '../../src/domain/platform.ts';
import { createKeySets } from '../../src/lti/jwks.ts';
import type { Outbound } from '../../src/lti/outbound.ts';
import { type Key, newKey } from '../support/signedLaunch.ts';

const PLATFORM = { id: 'p', jwksUrl: 'https://lms.example/keys', enteredBy: 'lms' } as Platform;

describe('The cache of an LMS’s keys', () => {
  const realNow = Date.now;
  let [old, renewed]: Key[] = [];
  let published: Key[];
  let fetches: number;
  let keySets: ReturnType<typeof createKeySets>;

  before(async () => {
    [old, renewed] = await Promise.all([newKey('old'), newKey('renewed')]);
  });
  beforeEach(() => {
    [published, fetches] = [[old as Key], 0];
    at(0);
    const call = async () => {
      fetches += 1;
      const body = JSON.stringify({ keys: published.map(({ jwk }) => jwk) });
      return { status: 200, headers: new Headers(), body };
    };
    keySets = createKeySets({ call } as unknown as Outbound);
  });
  afterEach(() => {
    Date.now = realNow;
  });

  /** So many seconds after the test began. */
  function at(seconds: number): void {
    Date.now = () => Date.parse('2026-03-02T10:00:00Z') + seconds * 1000;
  }
  const finds = async (kid: string) => 'key' in (await keySets.find(PLATFORM, kid));

  it('lasts ten minutes: what is withdrawn verifies no longer than that', async () => {
    assert.ok(await finds('old'));
    published = [renewed as Key];
    at(599);
    assert.ok(await finds('old'));
    assert.equal(fetches, 1);
    at(600);
    assert.equal(await finds('old'), false);
    assert.ok(await finds('renewed'));
  });

  it('is renewed once for all who ask for a key that is new', async () => {
    assert.ok(await finds('old'));
    published = [old as Key, renewed as Key];
    const found = await Promise.all(Array.from({ length: 20 }, () => finds('renewed')));
    assert.deepEqual([found.every(Boolean), fetches], [true, 2]);
  });

  it('is renewed once in five seconds for keys that are invented; one that is new has to wait for their end', async () => {
    assert.ok(await finds('old'));
    const invented = () => Promise.all(Array.from({ length: 20 }, (_, index) => finds(`invented-${index}`)));
    assert.deepEqual([(await invented()).some(Boolean), fetches], [false, 2]);
    published = [renewed as Key];
    at(4.9);
    assert.deepEqual([await finds('renewed'), (await invented()).some(Boolean), fetches], [false, false, 2]);
    at(5);
    assert.deepEqual([await finds('renewed'), fetches], [true, 3]);
  });
});
