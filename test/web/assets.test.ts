import assert from 'node:assert/strict';
import { basename } from 'node:path';
import express from 'express';
import request from 'supertest';
import { ASSETS, bundle, serveAssets } from '../../src/web/assets.ts';

describe('What browsers keep', () => {
  const app = express().use(serveAssets());

  it('is sent packed to those who can unpack it, and kept for a year', async () => {
    const packed = await request(app).get(`${ASSETS}/rejoinder.css`).set('Accept-Encoding', 'gzip');
    const plain = await request(app).get(`${ASSETS}/rejoinder.css`).set('Accept-Encoding', 'identity');
    assert.equal(packed.headers['content-encoding'], 'gzip');
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(packed.text, plain.text);
    assert(Number(packed.headers['content-length']) < Number(plain.headers['content-length']) / 2);
    assert.match(String(packed.headers['cache-control']), /immutable/);
  });

  it('has the page’s script as script', async () => {
    const script = await request(app).get(`${ASSETS}/page.js`);
    assert.equal(script.status, 200);
    assert.match(String(script.headers['content-type']), /javascript/);
  });

  it('has no editor in it before somebody writes', async () => {
    const { outputs } = (await bundle()).metafile;
    const named = new Map(Object.entries(outputs).map(([path, made]) => [basename(path), made]));
    const begun = new Set(['page.js']);
    for (const name of begun)
      for (const { path, kind } of named.get(name)?.imports ?? [])
        if (kind === 'import-statement') begun.add(basename(path));
    const hasEditor = (name: string) =>
      Object.keys(named.get(name)?.inputs ?? {}).some((path) => /prosemirror|tiptap/.test(path));
    assert.ok(named.has('page.js'));
    assert.deepEqual([...begun].filter(hasEditor), []);
    assert.ok([...named.keys()].some(hasEditor), 'it is there for those who write');
  });

  it('is nothing else', async () => {
    assert.equal((await request(app).get(`${ASSETS}/../package.json`)).status, 404);
    assert.equal((await request(app).get('/assets/000000000000/rejoinder.css')).status, 404);
  });
});
