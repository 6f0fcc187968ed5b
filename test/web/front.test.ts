import assert from 'node:assert/strict';
import { textOf } from '../support/practice.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

describe('The bare address', () => {
  let tool: RunningTool;
  before(async () => {
    tool = await startTool();
  });
  after(() => tool?.close());

  it('says what this is, where a discussion is opened and where an operator signs in, and nothing else', async () => {
    const response = await fetch(tool.baseUrl);
    assert.equal(response.status, 200);
    const html = await response.text();
    assert.match(
      textOf(html),
      /Graded discussions.* open yours from its page .* If you run this tool: sign in/,
    );
    assert.deepEqual(
      [...html.matchAll(/<a href="([^"]+)"/g)].map(([, href]) => href),
      ['/admin'],
    );
    assert.doesNotMatch(html, /\d+\.\d+\.\d+|ltijs|express|mongo/i, 'no version');
    assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'$/);
    assert.equal(response.headers.get('x-powered-by'), null);
  });
});
