import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import {
  assertLaunches,
  assertRefused,
  type Change,
  type Draft,
  type FakePlatform,
  INSTRUCTOR,
  type Key,
  LTI,
  launch,
  newKey,
  signed,
  startFakePlatform,
} from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

const AGS = 'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint';

/** What each kind of launch says beyond what all do. ltijs verifies the one, jose the other. */
const KINDS: Record<string, (platform: FakePlatform) => Record<string, unknown>> = {
  'A launch of a link': () => ({}),
  "A launch to a student's work": ({ issuer }) => ({
    [`${LTI}message_type`]: 'LtiSubmissionReviewRequest',
    [`${LTI}roles`]: [INSTRUCTOR],
    [`${LTI}for_user`]: { user_id: 'somebody' },
    [AGS]: { lineitem: `${issuer}/items/1`, scope: [] },
  }),
};

for (const [kind, claimsOf] of Object.entries(KINDS)) {
  describe(`${kind}, signed in a way that proves nothing, is refused, and the next one works`, () => {
    let tool: RunningTool;
    let platform: FakePlatform;
    let other: FakePlatform;
    let foreign: Key;

    before(async () => {
      tool = await startTool();
      platform = await startFakePlatform(tool);
      other = await startFakePlatform(tool, { clientId: 'client-2' });
      other.key = await newKey('key-of-the-other');
      other.published = [other.key];
      foreign = await newKey('key-1');
    });
    after(() => tool?.close());

    const header = (changes: Record<string, unknown>) => (draft: Draft) =>
      void Object.assign(draft.header, changes);
    /** Signed with a secret that everybody can look up. */
    const secret = (text: () => string) => (draft: Draft) => {
      draft.header.alg = 'HS256';
      draft.key = new TextEncoder().encode(text());
    };
    /** The token, changed after it was signed. */
    const afterwards = (change: (parts: string[], draft: Draft) => unknown[]) => (draft: Draft) => {
      draft.form.id_token = change(signed(draft).split('.'), draft).join('.');
    };
    const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claimsChanged = (changes: object) =>
      afterwards(([head, body = '', mark]) => [head, encoded({ ...json(body), ...changes }), mark]);
    const headerChanged = (changes: object) =>
      afterwards(([head = '', body, mark]) => [encoded({ ...json(head), ...changes }), body, mark]);
    const mine = (place: string) => async (draft: Draft) => {
      draft.key = foreign.privateKey;
      const set = {
        jwk: foreign.jwk,
        jku: `${other.issuer}/keys`,
        x5u: `${other.issuer}/x5u`,
        x5c: ['MIIB'],
      };
      draft.header[place] = set[place as keyof typeof set];
    };

    const BROKEN: [string, string, (draft: Draft) => unknown][] = [
      ['no kid', 'signature', (draft) => void delete draft.header.kid],
      ['an empty kid', 'signature', header({ kid: '' })],
      ['an unknown kid', 'signature', header({ kid: 'key-9' })],
      ['a kid that is a number', 'signature', header({ kid: 1 })],
      ['a kid that is an operator', 'signature', header({ kid: { $ne: '' } })],
      ['a kid that is a path', 'signature', header({ kid: '../../../../dev/null' })],
      ['a kid that every object has', 'signature', header({ kid: '__proto__' })],
      ['a kid without end', 'signature', header({ kid: 'k'.repeat(50_000) })],
      [
        'a known kid and a foreign key',
        'signature',
        (draft) => Object.assign(draft, { key: foreign.privateKey }),
      ],
      [
        'key and kid of another registered LMS',
        'signature',
        (draft) =>
          Object.assign(draft, { key: other.key.privateKey, header: { alg: 'RS256', kid: other.key.kid } }),
      ],
      [
        'the key of another registered LMS under a known kid',
        'signature',
        (draft) => Object.assign(draft, { key: other.key.privateKey }),
      ],
      ['alg none and no signature', 'signature', header({ alg: 'none' })],
      ['alg none in other letters', 'signature', header({ alg: 'nOnE' })],
      [
        'alg none beside a good signature',
        'signature',
        (draft) => Object.assign(draft, { signedAs: 'RS256', header: { alg: 'none', kid: 'key-1' } }),
      ],
      [
        'no alg',
        'signature',
        (draft) => Object.assign(draft, { signedAs: 'RS256', header: { kid: 'key-1' } }),
      ],
      [
        'an alg that is a list',
        'signature',
        (draft) => Object.assign(draft, { signedAs: 'RS256', header: { alg: ['RS256'], kid: 'key-1' } }),
      ],
      ['HS256 with the public key for a secret', 'signature', secret(() => platform.key.pem)],
      [
        'HS256 with the key set for a secret',
        'signature',
        secret(() => JSON.stringify({ keys: [platform.key.jwk] })),
      ],
      ['HS256 with the modulus for a secret', 'signature', secret(() => platform.key.jwk.n ?? '')],
      ['HS256 with the client id for a secret', 'signature', secret(() => platform.clientId)],
      [
        'HS256 beside a good signature',
        'signature',
        (draft) => Object.assign(draft, { signedAs: 'RS256', header: { alg: 'HS256', kid: 'key-1' } }),
      ],
      ['RS384', 'signature', header({ alg: 'RS384' })],
      ['RS512', 'signature', header({ alg: 'RS512' })],
      ['RS512 that calls itself RS256', 'signature', (draft) => Object.assign(draft, { signedAs: 'RS512' })],
      ['PS256', 'signature', header({ alg: 'PS256' })],
      ['PS256 that calls itself RS256', 'signature', (draft) => Object.assign(draft, { signedAs: 'PS256' })],
      [
        'ES256',
        'signature',
        (draft) => {
          draft.header.alg = 'ES256';
          draft.key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
        },
      ],
      ['its own key in the header', 'signature', mine('jwk')],
      ['the address of its own keys in the header', 'signature', mine('jku')],
      ['the address of its own certificate in the header', 'signature', mine('x5u')],
      ['its own certificate in the header', 'signature', mine('x5c')],
      ['something that must be understood and is not', 'signature', header({ crit: ['exp'], exp: 1 })],
      ['nothing that must be understood', 'signature', header({ crit: [] })],
      ['a payload that is not encoded', 'signature', header({ crit: ['b64'], b64: false })],
      ['the kid exchanged after signing', 'signature', headerChanged({ kid: 'key-2' })],
      ['the header added to after signing', 'signature', headerChanged({ typ: 'JWT' })],
      ['a sub changed after signing', 'signature', claimsChanged({ sub: 'somebody-else' })],
      ['a role added after signing', 'signature', claimsChanged({ [`${LTI}roles`]: ['Instructor'] })],
      [
        'an exp moved after signing',
        'signature',
        claimsChanged({ exp: Math.floor(Date.now() / 1000) + 1000 }),
      ],
      ['no signature', 'signature', afterwards(([head, body]) => [head, body, ''])],
      [
        'half a signature',
        'signature',
        afterwards(([head, body, mark = '']) => [head, body, mark.slice(0, 100)]),
      ],
      [
        'the signature of another token',
        'signature',
        afterwards(([head, body], draft) => [head, body, signed({ ...draft, payload: '{}' }).split('.')[2]]),
      ],
      ['a signature cut off with its dot', 'claims', afterwards(([head, body]) => [head, body])],
      ['a fourth part', 'claims', afterwards((parts) => [...parts, parts[2]])],
      [
        'five parts, as if encrypted',
        'claims',
        afterwards(([head, body, mark]) => [head, 'a', 'b', body, mark]),
      ],
      ['a header that is a list', 'claims', afterwards(([, body, mark]) => [encoded([]), body, mark])],
      ['a header that is no JSON', 'claims', afterwards(([, body, mark]) => ['e30x', body, mark])],
    ];

    for (const [what, reason, change] of BROKEN) {
      it(what, async () => {
        const broken: Change = async (draft) => {
          Object.assign(draft.claims, claimsOf(platform));
          await change(draft);
        };
        await assertRefused(await launch(tool, platform, broken), reason);
        await assertLaunches(tool, platform, ({ claims }) => void Object.assign(claims, claimsOf(platform)));
      });
    }

    it('and keys named in a header are never fetched', async () => {
      const before = other.fetches;
      const sent: Change = async (draft) => {
        Object.assign(draft.claims, claimsOf(platform));
        Object.assign(draft, { key: other.key.privateKey });
        draft.header.jku = `${other.issuer}/keys`;
      };
      await assertRefused(await launch(tool, platform, sent), 'signature');
      assert.equal(other.fetches, before);
    });
  });
}
