import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../scripts/ports.mjs';
import type { RunningPracticeLms } from '../../src/practice-lms/server.ts';
import { startLms } from '../support/lms.ts';
import { testMongoUri } from '../support/mongo.ts';
import { lmsJson, PRESETS, type Preset } from '../support/practice.ts';

/** A browser's cookies, by name. One host, and Secure cookies travel on loopback. */
class Browser {
  readonly jar = new Map<string, string>();

  async go(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...init.headers, ...(cookie ? { cookie } : {}) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(set)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    const location = response.headers.get('location');
    return location && response.status < 400
      ? this.go(new URL(location, url).href, { headers: init.headers })
      : response;
  }

  /** Posts a form that the LMS made the browser carry. */
  carry({ action, fields }: { action: string; fields: Record<string, string> }): Promise<Response> {
    return this.go(action, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept: 'application/json' },
    });
  }
}

describe('A plain ltijs tool launches and scores against both presets of the practice LMS', () => {
  let lms: RunningPracticeLms;
  let peer: ChildProcess;
  let address: string;

  before(async () => {
    lms = await startLms({ toolUrl: 'http://127.0.0.1:1' });
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    const env = { ...process.env, PORT: String(port), MONGODB_URI: testMongoUri() };
    peer = fork(new URL('peer-tool.mjs', import.meta.url), {
      env,
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const early = once(peer, 'exit').then(([code]) => Promise.reject(new Error(`ltijs ended with ${code}`)));
    await Promise.race([once(peer, 'message'), early]);
  });
  after(async () => {
    if (peer?.exitCode === null && peer.kill()) await once(peer, 'exit');
    await lms?.close();
  });

  for (const preset of PRESETS) {
    it(`under ${preset} rules`, async () => {
      const activity = await register(preset);
      const base = `${lms.origin}/${preset}`;
      const browser = new Browser();
      const initiation = await lmsJson(`${base}/as/student-ana-ruiz/launch/${activity}`);
      const reply = await browser.carry(initiation).then((answer) => answer.json());
      const landed = await browser.carry(reply);
      const seen = await landed.json();
      assert.equal(landed.status, 200);
      assert.ok(seen.roles.some((role: string) => role.endsWith('#Learner')));

      const ltik = new URL(landed.url).searchParams.get('ltik');
      const score = {
        scoreGiven: 7,
        scoreMaximum: 10,
        comment: 'Fine.',
        activityProgress: 'Completed',
        gradingProgress: 'FullyGraded',
      };
      const scored = await browser.go(`${address}/score?ltik=${ltik}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(score),
      });
      assert.equal(scored.status, 200, await scored.text());

      const book = await lmsJson(`${base}/as/teacher-rosa/courses/hist210/gradebook`);
      const row = book.rows.find(({ person }: { person: string }) => person === 'student-ana-ruiz');
      assert.equal(row.sub, seen.user);
      assert.equal(row.cells[activity].score, 14, '7 of 10 in a column of 20');

      const { messages, violations } = await lmsJson(`${base}/sent`);
      assert.deepEqual(
        messages.map(({ kind }: { kind: string }) => kind),
        ['auth-request', 'token-request', 'score'],
      );
      assert.deepEqual(violations, []);
    });
  }

  /** Enters each in the other, and adds an activity of the peer to a course. @returns its id */
  async function register(preset: Preset): Promise<string> {
    const tool = await lmsJson(`${lms.origin}/${preset}/admin/tools`, {
      method: 'POST',
      body: JSON.stringify({
        name: 'A plain ltijs tool',
        loginUrl: `${address}/login`,
        redirectUris: [`${address}/`, address],
        targetLinkUri: `${address}/`,
        jwksUrl: `${address}/keys`,
      }),
    });
    peer.send({
      url: tool.issuer,
      name: preset,
      clientId: tool.clientId,
      authenticationEndpoint: tool.authUrl,
      accesstokenEndpoint: tool.tokenUrl,
      authConfig: { method: 'JWK_SET', key: tool.jwksUrl },
    });
    await once(peer, 'message');
    const { id } = await lmsJson(`${lms.origin}/${preset}/as/teacher-rosa/courses/hist210/activities`, {
      method: 'POST',
      body: JSON.stringify({ title: 'Week 1', maximum: 20, clientId: tool.clientId }),
    });
    return id;
  }
});
