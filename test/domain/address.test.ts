import assert from 'node:assert/strict';
import { parsedAddress } from '../../src/domain/address.ts';

describe('An address', () => {
  it('with letters beyond ASCII is one, however often it is looked at', () => {
    const hosts = new Set<string | undefined>();
    for (let round = 0; round < 20_000; round++)
      hosts.add(parsedAddress('https://bücher.example/Übung')?.host);
    assert.deepEqual([...hosts], ['xn--bcher-kva.example']);
  });

  it('is none where it cannot be read, and is read beside another', () => {
    assert.equal(parsedAddress('no address'), null);
    assert.equal(
      parsedAddress('?page=2', 'https://lms.example/list')?.href,
      'https://lms.example/list?page=2',
    );
  });
});
