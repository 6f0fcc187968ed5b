import assert from 'node:assert/strict';
import { withoutSecrets } from '../../src/domain/exchange.ts';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

describe('What an LMS said, kept for its support', () => {
  const KEPT: [string, string, string][] = [
    ['a signed token', `401 ${TOKEN} has expired`, '401 … has expired'],
    ['half of one', `401 ${TOKEN.slice(0, 30)}`, '401 …'],
    ['a token that is only long', `403 for ${'a1'.repeat(32)}, sorry`, '403 for …, sorry'],
    ['what is called a token', '{"access_token": "short","scope":"x"}', '{"access_token": "…","scope":"x"}'],
    ['a header', 'Authorization: Bearer abc123', 'Authorization: Bearer …'],
    ['a password', 'mysql://moodle?password=geheim&x=1', 'mysql://moodle?password=…&x=1'],
  ];
  for (const [what, said, kept] of KEPT)
    it(`is without ${what}`, () => assert.equal(withoutSecrets(said), kept));

  it('is short, and otherwise as it was said', () => {
    const plain = '422 User not found in course or is not a student';
    assert.equal(withoutSecrets(plain), plain);
    assert.equal(withoutSecrets('word '.repeat(1000)).length, 300);
  });
});
