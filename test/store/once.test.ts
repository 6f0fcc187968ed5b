import assert from 'node:assert/strict';
import { createSeal, WrongSecret } from '../../src/store/sealed.ts';
import { type FreshStore, freshStore, later, NOW } from './freshStore.ts';

const LOGIN = { nonce: 'n', platformId: 'p', browser: 'b', proof: null, expiresAt: later(600) };
const TWENTY = Array.from({ length: 20 }, (_, index) => index);

describe('What the database keeps, with many asking at once', () => {
  let fresh: FreshStore;
  before(async () => {
    fresh = await freshStore();
  });
  after(() => fresh?.close());
  /** The one process or the other. */
  const store = (index: number) => (index % 2 ? fresh.store : fresh.other);

  it('a login is taken once, by the browser that began it, in time', async () => {
    const { logins } = fresh.store;
    await logins.begin({ state: 's1', ...LOGIN });
    assert.equal(await logins.take('s1', ['another browser'], NOW), null);
    const taken = await Promise.all(
      TWENTY.map((index) => store(index).logins.take('s1', ['b', 'older'], NOW)),
    );
    assert.deepEqual(
      taken.filter((login) => login !== null),
      [{ state: 's1', ...LOGIN }],
    );
    await logins.begin({ state: 's2', ...LOGIN });
    assert.equal(await logins.take('s2', ['b'], later(600)), null);
    assert.equal(await logins.take('s2', ['b'], NOW), null, 'and is gone');
    await assert.rejects(
      logins.begin({ state: 's3', ...LOGIN }).then(() => logins.begin({ state: 's3', ...LOGIN })),
    );
  });

  it('a login that waits for a proof is taken once by whoever comes, with what the proof must be', async () => {
    const proof = { frame: '_parent', key: 'k', hash: 'h' };
    const login = { ...LOGIN, state: 's4', browser: null, proof };
    await fresh.store.logins.begin(login);
    const taken = await Promise.all(TWENTY.map((index) => store(index).logins.take('s4', [], NOW)));
    assert.deepEqual(
      taken.filter((login) => login !== null),
      [login],
    );
  });

  it('a launch that is held is handed out once for its code, in time', async () => {
    const held = { platformId: 'p', state: 's', proofHash: 'h', told: '{"a.$b":1}', expiresAt: later(600) };
    const code = await fresh.store.heldLaunches.hold(held);
    assert.equal(await fresh.store.heldLaunches.take('another', NOW), null);
    const taken = await Promise.all(TWENTY.map((index) => store(index).heldLaunches.take(code, NOW)));
    assert.deepEqual(
      taken.filter((launch) => launch !== null),
      [held],
    );
    const late = await fresh.store.heldLaunches.hold(held);
    assert.equal(await fresh.store.heldLaunches.take(late, later(600)), null);
    assert.equal(await fresh.store.heldLaunches.take(late, NOW), null, 'and is gone');
  });

  it('a course, a place in it and a registration are kept once, however many launch first', async () => {
    const key = { platformId: 'p', deploymentId: 'd', contextId: 'c' };
    const about = { title: 'History', family: 'canvas', rosterUrl: null } as const;
    const courses = await Promise.all(TWENTY.map((index) => store(index).courses.seen(key, about)));
    assert.equal(new Set(courses.map(({ id }) => id)).size, 1);
    const link = { title: 'Week 1', lineItemUrl: null, lineItemsUrl: null, launchedAt: NOW };
    const place = { courseId: courses[0]?.id ?? '', resourceLinkId: 'r' };
    const links = await Promise.all(TWENTY.map((index) => store(index).resourceLinks.seen(place, link)));
    assert.equal(new Set(links.map(({ id }) => id)).size, 1);
    const platform = {
      ...{
        issuer: 'https://lms.example',
        clientId: 'c',
        name: 'LMS',
        deployments: [],
        learnsDeployments: true,
      },
      ...({ status: 'active', enteredBy: 'operator', configurationHost: null, family: null } as const),
      ...{
        authUrl: 'https://lms.example/a',
        tokenUrl: 'https://lms.example/t',
        jwksUrl: 'https://lms.example/k',
      },
    };
    const added = await Promise.all(TWENTY.map((index) => store(index).platforms.add(platform, NOW)));
    assert.equal(added.filter((one) => one !== null).length, 1);
    const first = added.find((one) => one !== null);
    await fresh.store.platforms.setStatus(first?.id ?? '', 'removed');
    assert.deepEqual(await fresh.store.platforms.list(), []);
    const again = await Promise.all(TWENTY.map((index) => store(index).platforms.add(platform, NOW)));
    const back = again.filter((one) => one !== null);
    assert.deepEqual(
      back.map(({ id, status }) => [id, status]),
      [[first?.id, 'active']],
      'removed and registered again, it is the same one',
    );
  });

  it('an LMS is found without its client id where it is the one that is let in, whatever else waits', async () => {
    const issuer = 'https://shared.example';
    const add = async (clientId: string, status: 'active' | 'pending' | 'paused') => {
      const urls = { authUrl: `${issuer}/a`, tokenUrl: `${issuer}/t`, jwksUrl: `${issuer}/k` };
      const more = {
        enteredBy: 'lms',
        configurationHost: null,
        family: null,
        learnsDeployments: true,
      } as const;
      await fresh.store.platforms.add(
        { issuer, clientId, name: 'LMS', deployments: [], ...urls, ...more, status },
        NOW,
      );
    };
    const found = async () => (await fresh.store.platforms.find(issuer))?.clientId ?? null;
    await add('stranger', 'pending');
    assert.equal(await found(), 'stranger');
    await add('paused', 'paused');
    assert.equal(await found(), null);
    await add('ours', 'active');
    assert.equal(await found(), 'ours');
    await add('second', 'active');
    assert.equal(await found(), null);
  });

  it('what an earlier launch told of the gradebook stays, where a later one tells nothing', async () => {
    const place = { courseId: 'c', resourceLinkId: 'told once' };
    const { resourceLinks } = fresh.store;
    const urls = { lineItemUrl: 'https://lms.example/1', lineItemsUrl: 'https://lms.example/all' };
    await resourceLinks.seen(place, { title: '', ...urls, launchedAt: NOW });
    const silent = { title: 'Week 1', lineItemUrl: null, lineItemsUrl: null, launchedAt: later(1) };
    const { title, lineItemUrl, lineItemsUrl } = await resourceLinks.seen(place, silent);
    assert.deepEqual({ title, lineItemUrl, lineItemsUrl }, { title: 'Week 1', ...urls });
  });

  it('an access token lasts as long as the LMS said, less a minute, and opens in every process', async () => {
    const token = { access_token: 'opaque', token_type: 'Bearer', expires_in: 3600 };
    await Promise.all(TWENTY.map((index) => store(index).accessTokens.keep('i', 'c', 'scope', token, NOW)));
    const find = (at: Date, scope = 'scope') => fresh.other.accessTokens.find('i', 'c', scope, at);
    assert.deepEqual((await find(later(3539)))?.token, token);
    assert.equal(await find(later(3541)), null);
    assert.equal(await find(NOW, 'another scope'), null);
    await fresh.store.accessTokens.drop('i', 'c', 'scope');
    assert.equal(await find(NOW), null);
    const kept = await fresh.connection.collection('accesstokens').findOne();
    assert.doesNotMatch(JSON.stringify(kept), /opaque/);
  });

  describe('what is sealed', () => {
    it('opens under the same secret and for the same purpose only', () => {
      const text = 'a key, ключ, 🔑';
      const sealed = createSeal('secret', 'keys').close(text);
      assert.equal(createSeal('secret', 'keys').open(sealed), text);
      assert.doesNotMatch(Buffer.from(sealed, 'base64url').toString(), /key/);
      for (const seal of [createSeal('other', 'keys'), createSeal('secret', 'tokens')]) {
        assert.throws(() => seal.open(sealed), WrongSecret);
      }
    });

    it('does not open once it was changed, or cut', () => {
      const seal = createSeal('secret', 'keys');
      const sealed = Buffer.from(seal.close('text'), 'base64url');
      for (const index of sealed.keys()) {
        const changed = Buffer.from(sealed);
        changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
        assert.throws(() => seal.open(changed.toString('base64url')), WrongSecret);
        assert.throws(() => seal.open(sealed.subarray(0, index).toString('base64url')), WrongSecret);
      }
    });

    it('is never the same twice', () => {
      const seal = createSeal('secret', 'keys');
      assert.notEqual(seal.close('text'), seal.close('text'));
    });
  });
});
