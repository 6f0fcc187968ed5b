import assert from 'node:assert/strict';
import { type Client, type Json, type Practice, SCOPE, startPractice, TYPE } from './practice.ts';
import { scoreOnTheWire } from './wire.ts';

/** Longer than any of these tests takes: what has to wait for it does not come. */
const A_MINUTE = 60_000;

describe('Practice LMS, faults after the write and of the connection', () => {
  let practice: Practice;

  before(async () => {
    practice = await startPractice();
  });
  after(() => practice.close());

  for (const preset of ['canvas', 'moodle'] as const) {
    describe(preset, () => {
      let lms: Client;
      let link: Json;
      let ana: string;

      before(async () => {
        lms = practice.at(preset);
        ana = await lms.sub('student-ana-ruiz');
      });
      beforeEach(async () => {
        link = await lms.addActivity({ title: 'Week 1', maximum: 10 });
        await lms.clearSent();
        await lms.clearFaults();
      });
      const written = async (): Promise<unknown> => (await lms.cell(link.id, 'student-ana-ruiz')).score;
      /** The call as the LMS noted it; a cut one only once its socket is gone. */
      const noted = async (): Promise<Json> => {
        for (;;) {
          const { messages } = await lms.json('/sent');
          const found = messages.find((one: Json) => one.kind === 'score');
          if (found) return found;
        }
      };

      it('error-after: the grade is written, and the answer is a server error', async () => {
        await lms.fault('error-after', { where: 'scores', status: 502 });
        const response = await lms.score(link.lineItem, ana);
        assert.equal(response.status, 502);
        assert.match(await response.text(), /^<.*html>$/);
        assert.equal(await written(), 8);
        const [entry, ...others] = await lms.journal(link.lineItem);
        assert.deepEqual([entry.points, entry.faults, others], [8, ['error-after'], []]);
      });

      it('cut-before: no byte comes back, and nothing is written', async () => {
        await lms.fault('cut-before', { where: 'scores' });
        const { text } = await scoreOnTheWire(lms, link.lineItem, ana);
        assert.equal(text, '');
        assert.equal(await written(), null);
        const { status, faults } = await noted();
        assert.deepEqual([status, faults], [0, ['cut-before']]);
      });

      it('cut-after: the grade is written, and the answer breaks off', async () => {
        await lms.fault('cut-after', { where: 'scores' });
        await assert.rejects(
          async () => (await lms.score(link.lineItem, ana)).text(),
          'fetch sees it as a failure',
        );
        assert.equal(await written(), 8);
        await lms.fault('cut-after', { where: 'scores' });
        const { text } = await scoreOnTheWire(lms, link.lineItem, await lms.sub('student-mei-chen'));
        assert.match(text, /^HTTP\/1\.1 200/);
        const promised = /content-length: (\d+)/i.exec(text)?.[1];
        const body = text.split('\r\n\r\n')[1];
        if (promised) assert.ok(body !== undefined && body.length < Number(promised), text);
        else assert.equal(body, undefined, 'an empty answer breaks off in its headers');
        assert.equal((await noted()).status, 200);
      });

      for (const kind of ['slow-headers', 'slow-body']) {
        it(`${kind}: the grade is written, and the answer is right in the end`, async () => {
          await lms.fault(kind, { where: 'scores', delayMs: 0 });
          const { text, endedWell } = await scoreOnTheWire(lms, link.lineItem, ana);
          assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
          const { head, body } = split(text);
          const length = /content-length: (\d+)/i.exec(head)?.[1];
          if (length) assert.equal(body.length, Number(length));
          else assert.equal(body, '0\r\n\r\n', 'an empty answer ends with its last chunk');
          assert.ok(endedWell);
          assert.equal(await written(), 8);
        });

        it(`${kind}: whoever gives up before the next byte finds the grade written, and the call noted`, async () => {
          await lms.fault(kind, { where: 'scores', delayMs: A_MINUTE });
          const enough = (heard: string) => kind === 'slow-headers' || heard.includes('\r\n\r\n');
          const { text, endedWell } = await scoreOnTheWire(lms, link.lineItem, ana, enough);
          if (kind === 'slow-headers') assert.equal(text, 'H', 'the first byte alone');
          else assert.equal(split(text).body, '', 'the headers alone');
          assert.ok(!endedWell);
          assert.equal(await written(), 8);
          assert.deepEqual((await noted()).faults, [kind]);
        });
      }

      it('latency: the right answer, after the wait', async () => {
        await lms.fault('latency', { where: 'scores', delayMs: 30 });
        assert.equal((await lms.score(link.lineItem, ana)).status, 200);
        assert.equal(await written(), 8);
        assert.deepEqual((await noted()).faults, ['latency']);
      });

      it('latency: nothing is done before the wait is over, and whoever comes later is answered first', async () => {
        await lms.fault('latency', { where: 'scores', delayMs: A_MINUTE });
        let isAnswered = false;
        const mei = await lms.sub('student-mei-chen');
        scoreOnTheWire(lms, link.lineItem, mei).then(() => {
          isAnswered = true;
        });
        while ((await lms.json('/admin/faults')).faults[0].struck === 0);
        assert.equal((await lms.score(link.lineItem, ana)).status, 200);
        assert.equal(await written(), 8);
        assert.equal((await lms.cell(link.id, 'student-mei-chen')).score, null);
        assert.ok(!isAnswered);
      });

      it('latency goes together with what then decides the answer', async () => {
        await lms.fault('latency', { delayMs: 1, where: 'scores' });
        await lms.fault('error-before', { where: 'scores' });
        assert.equal((await lms.score(link.lineItem, ana)).status, 500);
        assert.deepEqual((await noted()).faults, ['latency', 'error-before']);
      });

      it('slow-answer: the right answer, after the wait', async () => {
        await lms.fault('slow-answer', { where: 'scores', delayMs: 30 });
        const response = await lms.score(link.lineItem, ana);
        assert.equal(response.status, 200);
        assert.equal(/resultUrl/.test(await response.text()), preset === 'canvas');
        assert.equal(await written(), 8);
        assert.deepEqual((await noted()).faults, ['slow-answer']);
      });

      it('slow-answer: the grade is written before the wait is over', async () => {
        await lms.fault('slow-answer', { where: 'scores', delayMs: A_MINUTE });
        let isAnswered = false;
        scoreOnTheWire(lms, link.lineItem, ana).then(() => {
          isAnswered = true;
        });
        while ((await written()) !== 8);
        assert.ok(!isAnswered);
      });

      it('malformed: the grade is written, and the answer is no JSON', async () => {
        await lms.fault('malformed', { where: 'scores' });
        const response = await lms.score(link.lineItem, ana);
        assert.equal(response.status, 200);
        const body = await response.text();
        assert.ok(body.length > 0);
        assert.throws(() => JSON.parse(body));
        assert.equal(await written(), 8);
      });

      it('malformed: a list of results is no JSON either, and calls itself one', async () => {
        await lms.score(link.lineItem, ana);
        await lms.fault('malformed', { where: 'results' });
        await assert.rejects(lms.results(link.lineItem, ana), SyntaxError);
        assert.equal((await lms.results(link.lineItem, ana)).length, 1);
      });

      it('redirect: to another host, where a follower without token is only noted', async () => {
        await lms.fault('redirect', { where: 'scores' });
        const response = await lms.score(link.lineItem, ana);
        assert.equal(response.redirected, true);
        assert.notEqual(new URL(response.url).hostname, new URL(lms.base).hostname);
        assert.equal(await written(), null);
        const { messages, violations } = await lms.json('/sent');
        assert.deepEqual(
          messages
            .filter(({ kind }: Json) => kind !== 'token-request')
            .map((one: Json) => [one.kind, one.status]),
          [
            ['score', 302],
            ['elsewhere', 200],
          ],
        );
        assert.deepEqual(violations, [], 'fetch leaves the token behind, and a 302 the body');
      });

      it('redirect: a token or a body that follows is a violation', async () => {
        await lms.fault('redirect', { where: 'scores', status: 307 });
        await lms.score(link.lineItem, ana);
        assert.match((await lms.violations()).join(), /body was sent to another host/);
        const address = lms.base.replace('localhost', '127.0.0.1');
        await fetch(`${address}/elsewhere`, { headers: { authorization: 'Bearer something' } });
        const { messages, violations } = await lms.json('/sent');
        assert.match(violations.join(), /access token was sent to another host/);
        assert.ok(!JSON.stringify(messages).includes('Bearer something'), 'the token itself is not kept');
      });

      it('next-loop and next-elsewhere: the roster’s next page leads in circles, or away', async () => {
        const url = (await lms.launch('teacher-rosa', link.id))[
          'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice'
        ].context_memberships_url;
        const next = async () => {
          const response = await lms.call('GET', url, SCOPE.members, TYPE.members);
          assert.ok(((await response.json()) as Json).members.length > 0);
          return /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
        };
        assert.equal(await next(), undefined);
        await lms.fault('next-loop');
        assert.equal(await next(), url);
        await lms.fault('next-elsewhere');
        assert.match((await next()) ?? '', /127\.0\.0\.1:\d+\/\w+\/elsewhere$/);
      });
    });
  }
});

function split(answer: string): { head: string; body: string } {
  const end = answer.indexOf('\r\n\r\n');
  return { head: answer.slice(0, end), body: answer.slice(end + 4) };
}
