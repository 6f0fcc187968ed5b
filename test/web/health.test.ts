import assert from 'node:assert/strict';
import request from 'supertest';
import { type RunningTool, startTool } from '../support/tool.ts';

describe('The addresses that anybody may ask', () => {
  let tool: RunningTool;
  before(async () => {
    tool = await startTool();
  });
  after(() => tool?.close());

  it('/healthz and /readyz answer JSON', async () => {
    await request(tool.app).get('/healthz').expect(200, { status: 'up' });
    await request(tool.app).get('/readyz').expect(200, { status: 'ready', database: true, signingKey: true });
  });

  it('/lti/keys gives the public key, and nothing of the private one', async () => {
    const { body } = await request(tool.app).get('/lti/keys').expect(200).expect('content-type', /json/);
    assert.deepEqual(Object.keys(body.keys[0]).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('any other address is a page that says so, with a reference and nothing to run', async () => {
    const { text, headers } = await request(tool.app).get('/wp-login.php').expect(404);
    assert.match(text, /This is not here/);
    assert.match(text, /Reference [0-9A-F]{8}/);
    assert.match(String(headers['content-security-policy']), /form-action 'none'/);
    assert.equal(headers['x-powered-by'], undefined);
  });

  it('styles and scripts may be kept for a year, under an address that changes with them', async () => {
    const { text } = await request(tool.app).get('/nothing').expect(404);
    const style = /href="(\/assets\/[0-9a-f]{12}\/rejoinder\.css)"/.exec(text)?.[1] ?? '';
    await request(tool.app)
      .get(style)
      .expect(200)
      .expect('cache-control', /max-age=31536000, immutable/);
    await request(tool.app)
      .get(style.replace(/[0-9a-f]{12}/, '000000000000'))
      .expect(404);
  });
});
