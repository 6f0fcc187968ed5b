import assert from 'node:assert/strict';
import { framingOrigins } from '../../src/domain/framing.ts';

describe('Who may show the tool in a frame', () => {
  it('is an origin, named once', () => {
    const addresses = [
      'https://lms.example/a?b#c',
      'https://LMS.example:443/',
      'http://localhost:8080/x',
      'https://[::1]:8443/',
      'https://bücher.example/',
      'https://my_school.example/',
    ];
    assert.deepEqual(framingOrigins(addresses), [
      'https://lms.example',
      'http://localhost:8080',
      'https://[::1]:8443',
      'https://xn--bcher-kva.example',
      'https://my_school.example',
    ]);
  });

  for (const [what, address] of [
    ['a host that ends the directive', 'https://evil.example;script-src'],
    ['a host that ends the policy', 'https://evil.example,x'],
    ['a host with a wildcard', 'https://*.example'],
    ['nothing but a wildcard', 'https://*/'],
    ['a host with a quotation mark', "https://'self'"],
    ['a host with a space', 'https://evil.example *'],
    ['a host with an encoded space', 'https://evil%20.example/'],
    ['another scheme', 'ftp://lms.example/'],
    ['a script', 'javascript:alert(1)'],
    ['an opaque origin', 'data:text/html,x'],
    ['no address', 'lms.example'],
  ] as const) {
    it(`is not ${what}`, () => {
      assert.deepEqual(framingOrigins([address]), []);
    });
  }

  it('has no name or password of an address in it', () => {
    assert.deepEqual(framingOrigins(['https://a;*:b@lms.example/']), ['https://lms.example']);
  });
});
