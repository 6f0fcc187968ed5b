import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { attached, sendFile } from '../support/files.ts';
import { assertRefusedCalmly, type Good, mutated, rubbish } from '../support/malformed.ts';
import { SAMPLES } from '../support/pictures.ts';
import { type Practice, startPractice, type Visitor } from '../support/practice.ts';
import { type RawRequest, sendRaw } from '../support/rawHttp.ts';

const RUNS = 60;
const TYPE = 'multipart/form-data; boundary=sound';

/** Where students write; a good form for each, and what it is answered with. */
const DOORS: Record<string, { fields: Record<string, string>; fine: number[]; file?: true }> = {
  '/posts': { fields: { title: 'A title' }, fine: [303], file: true },
  '/posts/1/replies': { fields: { parentId: ':post' }, fine: [303], file: true },
  '/edit/:own': { fields: { seen: '' }, fine: [303], file: true },
  '/drafts/post': { fields: { based: '0', mark: 'page.1', age: '5' }, fine: [200, 303], file: true },
  '/drafts/reply-:post': { fields: { based: '0', mark: 'page.1' }, fine: [200, 303] },
  '/drafts/post/use': { fields: { other: '1' }, fine: [303] },
  '/drafts/post/discard': { fields: { other: '1' }, fine: [303] },
  '/files': { fields: { as: 'picture', fileId: randomUUID() }, fine: [201], file: true },
  '/grade/question': { fields: {}, fine: [303] },
  '/report/:post': { fields: { reason: 'Her number is in it.' }, fine: [303] },
};

describe('Whatever is sent to the addresses that students write to', function () {
  this.timeout(120_000);
  let practice: Practice;
  let room: ClassIn;
  let ana: Visitor;
  let csrf: string;
  const ids: Record<string, string> = {};
  /** The tool's clock is ahead, so that nothing is refused for coming too fast. */
  let ahead = 0;

  before(async () => {
    practice = await startPractice({ now: () => new Date(Date.now() + ahead) });
    room = await classIn(practice, 'Rubbish', { history: 'all' });
    ana = room.students['ana-ruiz'];
    csrf = await ana.csrfToken();
    const jonas = room.students['jonas-lindqvist'];
    await jonas.post(`${jonas.base}/posts`, { text: 'Jonas wrote this.' });
    await ana.post(`${ana.base}/posts`, { text: 'Ana wrote this.' }, csrf);
    const kept = await practice.tool.connection.collection('posts').find().toArray();
    for (const { _id, text } of kept) ids[text.startsWith('Ana') ? 'own' : 'post'] = String(_id);
    const { teacher } = room;
    const decision = { points: '7', comment: '', seen: '', after: 'release' };
    await teacher.post(`${teacher.base}/grading/${room.ids['ana-ruiz']}`, decision);
  });
  after(() => practice?.close());

  const filled = (text: string) => text.replace(/:(\w+)/g, (_, name) => ids[name] ?? '');
  const sound = (path: string, fields: Record<string, string>): Good => ({
    path: ana.base + filled(path),
    fields: {
      ...{
        csrf,
        requestId: randomUUID(),
        text: 'Words.',
        format: 'rich',
        html: '<p>Words.</p>',
        files: '[]',
      },
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, filled(value)])),
    },
    headers: [
      ['cookie', ana.cookie],
      ['origin', practice.tool.baseUrl],
    ],
  });

  for (const [path, { fields, fine, file }] of Object.entries(DOORS))
    it(`POST ${path} answers ${RUNS} malformed requests with a refusal, and what was there stays`, async () => {
      const good = sound(path, fields);
      const target = good.path ?? '';
      const whole = {
        method: 'POST',
        target,
        headers: [...good.headers, ['content-type', TYPE]],
        body: formOf(good),
      };
      const requests = fc.oneof(
        { weight: 3, arbitrary: mutated('POST', path, good).map((one) => ours(one, good)) },
        { weight: 1, arbitrary: rubbish('POST', target).map((one) => ours(one, good)) },
        { weight: file ? 3 : 0, arbitrary: torn(whole as RawRequest) },
      );
      await fc.assert(
        fc.asyncProperty(requests, async (request) => {
          ahead += 61_000;
          assertRefusedCalmly(request, await sendRaw(practice.tool.baseUrl, request), fine);
        }),
        { numRuns: RUNS },
      );
      const answer = await ana.post(target, { ...good.fields, requestId: randomUUID() }, csrf);
      assert.ok([...fine, 422].includes(answer.status), `${answer.status}`);
      const kept = practice.tool.connection.collection('posts');
      assert.equal((await kept.findOne({ _id: ids.post as never }))?.text, 'Jonas wrote this.');
      assert.equal((await ana.get(`${ana.base}/discussion`)).status, 200);
    });

  it('leaves everything in use: a post with a file goes out, and its bytes come back', async () => {
    const file = await sendFile(ana, 'notes.txt', 'Still here.', { csrf });
    const answer = await ana.post(`${ana.base}/posts`, { text: 'At last.', files: attached(file) }, csrf);
    assert.equal(answer.status, 303);
    assert.equal((await ana.get(file.href)).html, 'Still here.');
  });
});

/** Mostly from our own page and browser: what has neither does not get far. */
const ours = (request: RawRequest, { headers }: Good): RawRequest => ({
  ...request,
  headers: request.headers.some(([name]) => ['cookie', 'origin'].includes(name))
    ? request.headers
    : [...headers, ...request.headers],
});

/** The same form with a picture, as browsers send it. */
function formOf({ fields }: Good): Buffer {
  const part = (name: string, head: string, value: Buffer | string) => [
    `--sound\r\nContent-Disposition: form-data; name="${name}"${head}\r\n\r\n`,
    value,
    '\r\n',
  ];
  const file = '; filename="canal.png"\r\nContent-Type: image/png';
  const parts = [
    ...Object.entries(fields).map(([name, value]) => part(name, '', value)),
    part('attach', file, SAMPLES.png.bytes),
  ];
  return Buffer.concat([...parts.flat(), '--sound--\r\n'].map((piece) => Buffer.from(piece)));
}

/** Cut off, with a piece missing, twice, or of other bytes. */
const torn = (whole: RawRequest): fc.Arbitrary<RawRequest> =>
  fc
    .tuple(
      fc.nat(whole.body.length),
      fc.nat(200),
      fc.constantFrom('cut', 'miss', 'twice', 'other'),
      fc.uint8Array({ maxLength: 40 }),
    )
    .map(([at, length, how, bytes]) => {
      const [before, piece, after] = [
        whole.body.subarray(0, at),
        whole.body.subarray(at, at + length),
        whole.body.subarray(at + length),
      ];
      const pieces = {
        cut: [before],
        miss: [before, after],
        twice: [before, piece, piece, after],
        other: [before, Buffer.from(bytes), after],
      };
      return { ...whole, body: Buffer.concat(pieces[how as keyof typeof pieces]) };
    });
