import assert from 'node:assert/strict';
import {
  Conflict,
  InvalidInput,
  LaunchRefused,
  LmsUnavailable,
  NotAllowed,
  NotFound,
  RejoinderError,
  SessionEnded,
} from '../../src/domain/errors.ts';

const everyError = [
  new NotFound('thread'),
  new NotAllowed('grade'),
  new InvalidInput({ text: 'post.error.blank' }, { text: ' ' }),
  new Conflict('grade.error.notConfirmed'),
  new SessionEnded(),
  new LaunchRefused('nonce', 'nonce abc was sent, nonce xyz came back'),
  new LmsUnavailable('timeout after 10 s'),
];

describe('The named errors', () => {
  it('have a kind each, by which a page is chosen', () => {
    const kinds = everyError.map(({ kind }) => kind);
    assert.equal(new Set(kinds).size, everyError.length);
    assert.ok(everyError.every((error) => error instanceof RejoinderError && error instanceof Error));
  });

  it('are called by their class', () => {
    assert.equal(new NotFound('thread').name, 'NotFound');
  });

  it('keep what was typed and what the platform sent out of the message', () => {
    const typed = new InvalidInput({ text: 'post.error.blank' }, { text: 'a private thought' });
    assert.doesNotMatch(typed.message, /private/);
    assert.deepEqual(typed.typed, { text: 'a private thought' });
    assert.doesNotMatch(new LaunchRefused('nonce', 'secret').message, /secret/);
  });

  it('refuse a launch with 401 unless told otherwise', () => {
    assert.equal(new LaunchRefused('nonce').status, 401);
    assert.equal(new LaunchRefused('no-version', '', 400).status, 400);
  });

  it('keep the cause of an unavailable LMS', () => {
    const cause = new Error('socket hang up');
    assert.equal(new LmsUnavailable('no answer', { cause }).cause, cause);
  });
});
