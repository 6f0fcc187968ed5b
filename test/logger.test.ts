import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import pino from 'pino';
import { createLogger } from '../src/logger.ts';

describe('The log', () => {
  it('holds an error’s own words, and not the form that an error carries', () => {
    const lines: string[] = [];
    const into = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const logger = createLogger('info');
    // Where pino writes to, exchanged for this test.
    Object.assign(logger, { [pino.symbols.streamSym]: into });
    const cause = Object.assign(new Error('the cause'), { token: 'eyJhbGciOi' });
    const failure = Object.assign(new Error('too many'), { body: 'id_token=eyJhbGciOi', cause });
    logger.error({ err: failure }, 'an error page');
    assert.match(lines.join(), /too many.*the cause/);
    assert.doesNotMatch(lines.join(), /eyJhbGciOi/);
  });
});
