import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import type { MailOutcome } from '../../src/domain/mail.ts';
import { createMailer, type Message } from '../../src/mail/index.ts';
import { outcomeOf } from '../../src/mail/smtp.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';

const FROM = { name: 'Discussions', address: 'no-reply@tool.example' };
const MESSAGE: Message = {
  id: 'one',
  to: { name: 'Ana Ruiz', address: 'ana@example.org' },
  replyTo: null,
  subject: 'A note',
  text: 'Hello.',
  at: new Date('2026-03-02T10:00:00Z'),
};

describe('A mail by SMTP', () => {
  let server: MailServer;
  let left: number;
  beforeEach(async () => {
    server = await startMailServer();
    left = 0;
  });
  afterEach(() => server.close());

  const send = (changes: Partial<Message> = {}, url = server.url, leaving = async () => {}) =>
    createMailer({ url, from: FROM }).send({ ...MESSAGE, ...changes }, async () => {
      left += 1;
      await leaving();
    });
  const header = (name: string) => {
    const [headers = ''] = server.taken[0]?.raw.split('\r\n\r\n') ?? [];
    const unfolded = headers.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
    return unfolded
      .filter((line) => line.toLowerCase().startsWith(`${name}:`))
      .map((line) => line.replace(/^[^:]+: /, ''));
  };

  it('is from the tool to one person, in plain text, and says that no holiday notice is to answer it', async () => {
    assert.deepEqual(await send(), { kind: 'sent' });
    assert.deepEqual(
      server.taken.map(({ to }) => to),
      [['ana@example.org']],
    );
    assert.deepEqual(header('from'), ['Discussions <no-reply@tool.example>']);
    assert.deepEqual(header('to'), ['Ana Ruiz <ana@example.org>']);
    assert.deepEqual(header('auto-submitted'), ['auto-generated']);
    assert.deepEqual(header('message-id'), ['<one@tool.example>']);
    assert.deepEqual(header('reply-to'), []);
    assert.match(header('content-type')[0] ?? '', /^text\/plain; charset=utf-8/);
  });

  it('keeps names, subject and words of every script, and a dot at the beginning of a line', async () => {
    const text = 'Zoë, مرحبا 🌍\n.\n..two\nend';
    const to = { name: 'Żofia Łęcka', address: 'zofia@example.org' };
    const replyTo = { name: '김민준', address: 'teacher@example.org' };
    await send({ to, replyTo, subject: 'نقاش – 議論', text });
    const decoded = (line = '') =>
      line
        .replace(/=\?utf-8\?B\?([^?]*)\?=( (?==\?))?/gi, (_, word) => Buffer.from(word, 'base64').toString())
        .replace(/=\?utf-8\?Q\?([^?]*)\?=( (?==\?))?/gi, (_, word) => quoted(word.replaceAll('_', ' ')));
    assert.equal(decoded(header('to')[0]), 'Żofia Łęcka <zofia@example.org>');
    assert.equal(decoded(header('reply-to')[0]), '김민준 <teacher@example.org>');
    assert.equal(decoded(header('subject')[0]), 'نقاش – 議論');
    const [encoding] = header('content-transfer-encoding');
    const body = server.taken[0]?.raw.split('\r\n\r\n').slice(1).join('\r\n\r\n') ?? '';
    const words = encoding === 'base64' ? Buffer.from(body, 'base64').toString() : quoted(body);
    assert.equal(words.replaceAll('\r\n', '\n').trimEnd(), text);
  });

  it('has the headers that it has, whatever a subject or a name tries', async () => {
    const evil = 'Hello\r\nBcc: all@example.org\r\n\r\nWords';
    await send({
      subject: evil,
      to: { name: evil, address: 'ana@example.org' },
      replyTo: { name: evil, address: 'rosa@example.org' },
    });
    assert.deepEqual(
      server.taken.map(({ to }) => to),
      [['ana@example.org']],
    );
    assert.deepEqual(header('bcc'), []);
    assert.equal(header('subject').length, 1);
  });

  for (const [says, kind] of [
    [451, 'later'],
    [550, 'refused'],
  ] as const)
    for (const to of ['reader', 'words'] as const)
      it(`that the server answers with ${says} to the ${to} surely did not arrive: ${kind}`, async () => {
        server.manners = [{ says, to }];
        const outcome = await send();
        assert.equal(outcome.kind, kind);
        assert.equal(left, to === 'reader' ? 0 : 1);
        assert.doesNotMatch(JSON.stringify(outcome), /example\.org/);
      });

  it('waits where the server takes nothing from this tool, which says nothing about its reader', async () => {
    server.manners = [
      { says: 550, to: 'sender' },
      { says: 530, to: 'reader' },
    ];
    for (const _ of server.manners.slice()) {
      const { detail: _detail, ...outcome } = (await send()) as MailOutcome & { detail: string };
      assert.deepEqual(outcome, { kind: 'later', problem: 'access' });
    }
    assert.deepEqual([left, server.taken], [0, []]);
  });

  it('may have arrived where the secure connection breaks after its words left, and not where it did before', () => {
    const broken = {
      code: 'ESOCKET',
      originalCode: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
      command: 'CONN',
    };
    assert.equal(outcomeOf(broken, true).kind, 'doubtful');
    assert.equal(outcomeOf(broken, false).kind, 'later');
  });

  it('has not left where the connection is cut before the words, and may have arrived where it is after', async () => {
    server.manners = [{ cuts: 'call' }, { cuts: 'words' }];
    assert.equal((await send()).kind, 'later');
    assert.equal(left, 0);
    assert.equal((await send()).kind, 'doubtful');
    assert.equal(left, 1);
  });

  it('is given up where the server says nothing more, and may have arrived if it has the words', async () => {
    const impatient = { connectMs: 500, answerMs: 500, ms: 2000 };
    const tried = (url: string) =>
      createMailer({ url, from: FROM }, impatient).send(MESSAGE, async () => {
        left += 1;
      });
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const outcome = await tried(`smtp://127.0.0.1:${(mute.address() as AddressInfo).port}`);
    assert.deepEqual([outcome.kind, left], ['later', 0]);
    await new Promise((resolve) => mute.close(resolve));
    server.manners = ['hangs'];
    // A machine that is busy may be given up before it comes to the words.
    let last = await tried(server.url);
    while (left === 0) last = await tried(server.url);
    assert.equal(last.kind, 'doubtful');
  });

  it('waits where nobody answers, and does not leave where it may not at the last moment', async () => {
    const { url } = server;
    await server.close();
    assert.equal((await send({}, url)).kind, 'later');
    server = await startMailServer();
    const passed = await send({}, server.url, () => Promise.reject(new Error('it passed to another')));
    assert.equal(passed.kind, 'later');
    assert.deepEqual(server.taken, []);
  });

  it('shows who sends it where a name and password are set, and waits where they are refused', async () => {
    await server.close();
    server = await startMailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        username === 'tool' && password === 'p@ss word'
          ? done(null, { user: 'tool' })
          : done(new Error('No')),
    });
    const as = (user: string) => server.url.replace('smtp://', `smtp://${user}@`);
    assert.equal((await send({}, as('tool:p%40ss%20word'))).kind, 'sent');
    const outcome = await send({}, as('tool:wrong'));
    assert.deepEqual([outcome.kind, 'problem' in outcome && outcome.problem], ['later', 'access']);
    assert.doesNotMatch(JSON.stringify(outcome), /wrong/);
  });

  it('goes to another machine over TLS alone, by a certificate that is believed', async () => {
    // This machine under a name that does not say so.
    const elsewhere = () => server.url.replace('127.0.0.1', '0.0.0.0');
    const secure = { kind: 'later', problem: 'secure' };
    const { detail: _, ...none } = (await send({}, elsewhere())) as MailOutcome & { detail: string };
    assert.deepEqual(none, secure);
    await server.close();
    server = await startMailServer({ disabledCommands: [] });
    const { detail: __, ...selfSigned } = (await send({}, elsewhere())) as MailOutcome & { detail: string };
    assert.deepEqual(selfSigned, secure);
    assert.deepEqual([left, server.taken], [0, []]);
  });
});

const quoted = (text: string): string =>
  Buffer.from(
    text
      .replace(/=\r?\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
