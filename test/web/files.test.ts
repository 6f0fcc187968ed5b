import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { LARGEST_FILE, PER_DAY, PER_MINUTE } from '../../src/domain/file.ts';
import { sweepFiles } from '../../src/usecases/sweepFiles.ts';
import type { FileView } from '../../src/web/files.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { attached, bytesOf, formWith, postForm, sendFile } from '../support/files.ts';
import { SAMPLES } from '../support/pictures.ts';
import {
  launchAs,
  type Practice,
  sessionOf,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';
import { sendRaw } from '../support/rawHttp.ts';

const PDF = '%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n';
const DAY_MS = 24 * 60 * 60_000;

describe('Files', () => {
  let practice: Practice;
  let group: ClassIn;
  let elsewhere: ClassIn;
  let teacher: Visitor;
  let ana: Visitor;
  let jonas: Visitor;
  let carmen: Visitor;
  let ingrid: Visitor;

  /** How far the tool's clock is ahead: no test is in a hurry because of the one before. */
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);

  before(async () => {
    practice = await startPractice({ now });
    group = await classIn(practice, 'Week 6');
    teacher = group.teacher;
    ({ 'ana-ruiz': ana, 'jonas-lindqvist': jonas } = group.students);
    carmen = await launchAs(practice, 'canvas', 'observer-carmen', `launch/${group.activity}`);
    ingrid = await launchAs(practice, 'canvas', 'admin-ingrid', `launch/${group.activity}`);
    elsewhere = await classIn(practice, 'Week 7');
  });
  after(() => practice?.close());
  beforeEach(() => {
    ahead += 2 * 60_000;
  });

  const collection = (name: string) => practice.tool.connection.collection(name);
  const sweep = (days: number) =>
    sweepFiles(practice.tool.tool.store, new Date(now().getTime() + days * DAY_MS));
  const blobsOf = async (id: string) => [
    await collection('blobs.files').countDocuments({ _id: id as never }),
    await collection('blobs.chunks').countDocuments({ files_id: id }),
  ];
  const statuses = async (path: string, ...visitors: Visitor[]) =>
    Promise.all(visitors.map(async (visitor) => (await visitor.get(visitor.base + path)).status));

  let posts = 0;
  async function post(visitor: Visitor, files: { id: string }[]): Promise<{ address: string; id: string }> {
    posts += 1;
    const text = `Post ${posts} with files.`;
    const answer = await postForm(visitor, `${visitor.base}/posts`, { text, files: attached(...files) });
    assert.equal(answer.status, 303, textOf(answer.html));
    const kept = await collection('posts').findOne({ text });
    return { address: (answer.location ?? '').split('?')[0] ?? '', id: String(kept?._id) };
  }

  it('come in no form with brackets in its fields’ names, which would make lists as long as they say', async () => {
    for (const path of ['/posts', '/files', '/drafts/post'])
      for (const name of ['without[4294967294]', 'files[4294967294]', 'text[a]']) {
        const { status } = await postForm(ana, ana.base + path, { text: 'Heavy.', [name]: 'x' });
        assert.equal(status, 400, `${path} ${name}`);
      }
  });

  describe('that somebody sends', () => {
    it('are theirs alone until they are posted, and then open for whoever reads the post', async () => {
      const file = await sendFile(ana, 'notes.pdf', PDF);
      assert.equal(file.about, 'PDF, 1 kB');
      const path = `/files/${file.id}`;
      assert.deepEqual(await statuses(path, ana, jonas, teacher), [200, 404, 404]);
      const { address } = await post(ana, [file]);
      assert.deepEqual(await statuses(path, ana, jonas, teacher), [200, 200, 200]);
      const page = await jonas.get(address.replace(ana.base, jonas.base));
      assert.match(textOf(page.html), /notes\.pdf PDF, 1 kB/);
      assert.equal((await bytesOf(jonas, jonas.base + path)).toString(), PDF);
    });

    it('are kept byte by byte, whatever is large, and all at once', async () => {
      const large = Array.from({ length: 12 }, (_, index) => {
        const bytes = Buffer.alloc(1_500_000 + index, `${index} `);
        return sendFile(index % 2 ? ana : jonas, `large ${index}.txt`, bytes).then(async ({ href }) =>
          assert.ok((await bytesOf(index % 2 ? ana : jonas, href)).equals(bytes), `${index}`),
        );
      });
      await Promise.all(large);
    });

    it('are kept once, however often and however close together they are sent', async () => {
      const fields = { fileId: randomUUID(), csrf: await ana.csrfToken() };
      const sent = await Promise.all([1, 2, 3].map(() => sendFile(ana, 'once.txt', 'Once.', fields)));
      assert.equal(
        new Set([...sent, await sendFile(ana, 'once.txt', 'Once.', fields)].map(({ id }) => id)).size,
        1,
      );
      await sweep(0);
      assert.equal(await collection('files').countDocuments({ requestId: fields.fileId }), 1);
    });

    it('that are pictures are shown, without where they were taken', async () => {
      for (const [key, { type, width, height, bytes }] of Object.entries(SAMPLES)) {
        const file = await sendFile(ana, `${key}.tmp`, bytes, { as: 'picture' });
        assert.deepEqual(file.picture, { width, height }, key);
        const { headers } = await ana.get(file.href);
        assert.equal(headers.get('content-type'), type);
        assert.match(
          headers.get('content-disposition') ?? '',
          new RegExp(`^attachment; filename="${key}\\.`),
        );
        assert.ok(!(await bytesOf(ana, file.href)).includes('Secret'), key);
      }
    });

    for (const [what, name, bytes] of [
      ['a page that calls itself a picture', 'cat.png', '<!doctype html><script>alert(1)</script>'],
      [
        'a drawing that can run scripts',
        'cat.svg',
        '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      ],
      ['a page', 'page.html', '<script>alert(1)</script>'],
      ['a PDF', 'paper.pdf', PDF],
      [
        'a picture that not every browser shows',
        'scan.tiff',
        Buffer.from('49492a0008000000000000000000', 'hex'),
      ],
    ] as const) {
      it(`${what}, is saved and never shown`, async () => {
        const { href } = await sendFile(ana, name, bytes);
        const { headers } = await ana.get(href);
        assert.equal(headers.get('content-type'), 'application/octet-stream');
        assert.match(headers.get('content-disposition') ?? '', /^attachment; /);
      });
    }

    it('a picture that is a page as well, is a picture alone', async () => {
      const both = Buffer.concat([SAMPLES.gif.bytes, Buffer.from('<script>alert(1)</script>')]);
      const { href, name } = await sendFile(ana, 'both.html', both);
      assert.equal(name, 'both.gif');
      assert.ok(!(await bytesOf(ana, href)).includes('script'));
    });

    it('run nothing, serve no other site, and are asked for anew each time', async () => {
      const { href } = await sendFile(ana, 'cat.png', SAMPLES.png.bytes);
      const { headers } = await ana.get(href);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'; sandbox/);
      assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.equal(headers.get('cache-control'), 'private, no-cache');
      const etag = headers.get('etag') ?? '';
      const conditional = (visitor: Visitor) =>
        sendRaw(practice.tool.baseUrl, {
          ...{ method: 'GET', target: href.replace(ana.base, visitor.base), body: Buffer.alloc(0) },
          headers: [
            ['cookie', visitor.cookie],
            ['if-none-match', etag],
          ],
        });
      assert.equal((await conditional(ana)).status, 304);
      assert.equal((await conditional(jonas)).status, 404);
      const head = await ana.send(href, { method: 'HEAD' });
      assert.deepEqual([head.status, head.headers.get('content-type')], [200, 'image/png']);
    });

    for (const [sent, plain, encoded] of [
      ['../../../etc/passwd', 'passwd', 'passwd'],
      ['..\\..\\boot.ini', 'boot.ini', 'boot.ini'],
      ['Übung 1 – Lösung.txt', 'Ubung 1 _ Losung.txt', '%C3%9Cbung%201%20%E2%80%93%20L%C3%B6sung.txt'],
      ['تقرير.txt', '_____.txt', '%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.txt'],
    ] as const) {
      it(`by the name ${sent} are saved by one that is harmless and readable`, async () => {
        const { href } = await sendFile(ana, sent, 'Words.');
        assert.equal(
          (await ana.get(href)).headers.get('content-disposition'),
          `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
        );
      });
    }
  });

  describe('that are refused', () => {
    const refusal = async (name: string, bytes: Uint8Array | string, fields = {}) => {
      const answer = await postForm(ana, `${ana.base}/files`, fields, [{ name, bytes }]);
      assert.equal(answer.status, 422, answer.html);
      return JSON.parse(answer.html).error;
    };

    it('are too large by one byte, and nothing of them stays', async () => {
      const before = await collection('files').countDocuments({ state: 'here' });
      assert.match(
        await refusal('film.mov', Buffer.alloc(LARGEST_FILE + 1)),
        /“film\.mov” is larger than 10 MB/,
      );
      assert.equal(await collection('files').countDocuments({ state: 'here' }), before);
      await sweep(0);
      assert.equal(await collection('files').countDocuments({ state: { $ne: 'here' } }), 0);
      const left = await collection('blobs.chunks').distinct('files_id');
      assert.equal(await collection('files').countDocuments({ _id: { $in: left as never[] } }), left.length);
    });

    it('are empty, a program, a damaged picture, or no picture where one was meant', async () => {
      assert.match(await refusal('nothing.txt', ''), /empty/);
      assert.match(await refusal('setup.exe', 'MZ'), /program/);
      assert.match(await refusal('photo.jpg', Buffer.from(`4d5a${'00'.repeat(200)}`, 'hex')), /program/);
      assert.match(await refusal('torn.png', SAMPLES.png.bytes.subarray(0, 90)), /damaged/);
      assert.match(await refusal('paper.pdf', PDF, { as: 'picture' }), /no picture/);
      assert.match(await refusal('cat.svg', '<svg/>', { as: 'picture' }), /no picture/);
      const none = await postForm(ana, `${ana.base}/files`, {});
      assert.deepEqual(
        [none.status, JSON.parse(none.html).error],
        [422, 'No file arrived. Choose it again.'],
      );
    });

    it('come faster, or more of them in a day, than a person needs', async () => {
      const wulandari = group.students.wulandari;
      const files = collection('files');
      const sent = (count: number, createdAt: Date) =>
        files.insertMany(
          Array.from({ length: count }, () => ({
            ...{ _id: randomUUID() as never, discussionId: 'd', ownerId: group.ids.wulandari, name: 'x' },
            ...{ size: 1, requestId: randomUUID(), state: 'here', createdAt },
          })),
        );
      const ask = () =>
        postForm(wulandari, `${wulandari.base}/files`, {}, [{ name: 'one.txt', bytes: 'One.' }]);
      await sent(PER_MINUTE, now());
      assert.match((await ask()).html, /Wait a minute/);
      await files.updateMany(
        { ownerId: group.ids.wulandari },
        { $set: { createdAt: new Date(now().getTime() - 120_000) } },
      );
      assert.equal((await ask()).status, 201);
      await sent(PER_DAY, new Date(now().getTime() - 3_600_000));
      assert.match((await ask()).html, /tomorrow/);
    });

    it('come without the token, from another site, or from somebody who may not write', async () => {
      const before = await collection('files').countDocuments();
      const send = async (visitor: Visitor, csrf: string, headers = {}) => {
        const body = formWith({ csrf }, [{ name: 'a.txt', bytes: 'A.' }]);
        return (await visitor.send(`${visitor.base}/files`, { method: 'POST', body, headers })).status;
      };
      const token = await ana.csrfToken();
      assert.equal(await send(ana, 'wrong'), 403);
      assert.equal(await send(ana, await jonas.csrfToken()), 403);
      assert.equal(await send(ana, token, { origin: 'https://other.example' }), 403);
      const late = new FormData();
      late.append('attach', new Blob(['A.']), 'a.txt');
      late.append('csrf', token);
      assert.equal((await ana.send(`${ana.base}/files`, { method: 'POST', body: late })).status, 403);
      for (const visitor of [carmen, ingrid])
        assert.equal(await send(visitor, (await sessionOf(practice, visitor)).csrfToken), 403);
      assert.equal(await collection('files').countDocuments(), before);
    });

    it('come from somebody who is muted, or to a discussion that is locked, and the words come back', async () => {
      const discussions = collection('discussions');
      const id = { _id: group.discussionId as never };
      const before = await discussions.findOne(id);
      const lock = { at: now(), reason: '' };
      for (const change of [{ locked: lock }, { muted: [{ memberId: group.ids['ana-ruiz'], ...lock }] }]) {
        await discussions.updateOne(id, { $set: change });
        const form = await postForm(ana, `${ana.base}/posts`, { text: 'An hour.' }, [
          { name: 'a.txt', bytes: 'A.' },
        ]);
        assert.equal(form.status, 422);
        assert.match(form.html, /An hour\./);
        assert.match(textOf(form.html), /“a\.txt” was not kept/);
        await discussions.updateOne(id, { $set: { locked: null, muted: before?.muted ?? [] } });
      }
    });

    it('come in a form that is broken, and the next one is read', async () => {
      const head = (boundary: string) => ({
        method: 'POST',
        target: `${ana.base}/files`,
        headers: [
          ['cookie', ana.cookie],
          ['origin', ana.baseUrl],
          ['content-type', `multipart/form-data; boundary=${boundary}`],
        ] as [string, string][],
      });
      const csrf = await ana.csrfToken();
      const token = `--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n`;
      const file = '--b\r\nContent-Disposition: form-data; name="attach"; filename="a.txt"\r\n\r\nHalf';
      for (const body of [
        '',
        'nothing of the kind',
        `${token}${file}`,
        `${token}--b\r\nno header\r\n\r\nx\r\n--b--`,
      ]) {
        const answer = await sendRaw(practice.tool.baseUrl, { ...head('b'), body: Buffer.from(body) });
        assert.equal(answer.status, 400, body);
      }
      const many = Array.from({ length: 200 }, (_, index) => [`field${index}`, 'x']);
      assert.equal((await postForm(ana, `${ana.base}/files`, Object.fromEntries(many))).status, 400);
      const long = { text: 'x'.repeat(1024 * 1024 + 1) };
      assert.equal((await postForm(ana, `${ana.base}/posts`, long)).status, 413);
      await sendFile(ana, 'next.txt', 'Next.');
    });

    it('come in a form that is larger in all than any of ours, or not with its token: its words come back', async () => {
      const before = await collection('files').countDocuments(ARRIVED);
      const words = { title: 'Not lost.', text: 'What I typed.' };
      const long = Object.fromEntries(['b', 'c', 'd', 'e'].map((name) => [name, 'x'.repeat(900_000)]));
      const page = `${ana.base}/posts`;
      const sent = [{ name: 'a.txt', bytes: 'A.' }];
      const answers = [
        [413, await postForm(ana, page, { ...words, ...long }, sent)],
        [403, await postForm(ana, page, { csrf: 'wrong', ...words }, sent)],
        [413, await ana.send(page, endless({ csrf: await ana.csrfToken(), ...words }))],
      ] as const;
      for (const [status, answer] of answers) {
        assert.equal(answer.status, status);
        assert.match(textOf(answer.html), /Not lost\. What I typed\./);
      }
      const parts = '--b\r\nContent-Disposition: form-data\r\n\r\n\r\n'.repeat(200);
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      assert.equal((await ana.send(page, { method: 'POST', headers, body: `${parts}--b--` })).status, 400);
      assert.equal(await collection('files').countDocuments(ARRIVED), before);
    });

    const ARRIVED = { state: { $ne: 'leaving' } };

    /** A program, which is refused by its name, of more megabytes than twenty files have. */
    function endless(fields: Record<string, string>): RequestInit {
      const part = (head: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
      async function* body() {
        for (const [name, value] of Object.entries(fields))
          yield Buffer.from(`${part(`name="${name}"`)}${value}\r\n`);
        yield Buffer.from(part('name="attach"; filename="a.exe"'));
        const chunk = Buffer.alloc(1024 * 1024);
        for (let megabyte = 0; megabyte < 210; megabyte++) yield chunk;
        yield Buffer.from('\r\n--b--');
      }
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      return {
        method: 'POST',
        headers,
        body: Readable.toWeb(Readable.from(body())),
        duplex: 'half',
      } as RequestInit;
    }

    it('take minutes to arrive, and what they come with is posted when all of it is there, and no earlier', async () => {
      const part = (head: string) => `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`;
      const csrf = await ana.csrfToken();
      let ended = 0;
      async function* body() {
        for (const [name, value] of Object.entries({ csrf, text: 'Begun in time.' }))
          yield Buffer.from(`${part(`name="${name}"`)}${value}\r\n`);
        yield Buffer.from(`${part('name="attach"; filename="slow.txt"')}${'x'.repeat(600_000)}`);
        await until(async () => (await collection('files').findOne({ state: 'arriving' })) !== null);
        ahead += 3 * 60_000;
        ended = now().getTime();
        yield Buffer.from('\r\n--b--');
      }
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      const sent = { method: 'POST', headers, body: body(), duplex: 'half' } as unknown as RequestInit;
      assert.equal((await ana.send(`${ana.base}/posts`, sent)).status, 303);
      const kept = await collection('posts').findOne({ text: 'Begun in time.' });
      assert.ok(ended > 0 && kept?.createdAt.getTime() >= ended);
    });

    it('break off on the way, and leave nothing behind', async () => {
      const { hostname, port, host } = new URL(practice.tool.baseUrl);
      const csrf = await ana.csrfToken();
      const body = [
        `--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n`,
        '--b\r\nContent-Disposition: form-data; name="attach"; filename="half.bin"\r\n\r\n',
        'x'.repeat(1_000_000),
      ].join('');
      const socket = connect({ host: hostname, port: Number(port) });
      socket.on('error', () => {});
      socket.write(
        [
          `POST ${ana.base}/files HTTP/1.1`,
          ...[`host: ${host}`, `cookie: ${ana.cookie}`, `origin: ${ana.baseUrl}`],
          ...['content-type: multipart/form-data; boundary=b', 'content-length: 5000000', '', ''],
        ].join('\r\n') + body,
      );
      const found = async (filter: object) => (await collection('files').findOne(filter)) !== null;
      await until(() => found({ state: 'arriving' }));
      const id = (await collection('files').findOne({ state: 'arriving' }))?._id;
      socket.destroy();
      await until(() => found({ _id: id, state: 'leaving' }));
      await sweep(0);
      assert.deepEqual(await blobsOf(String(id)), [0, 0]);
      assert.equal(await found({ _id: id }), false);
    });
  });

  describe('attached without a script', () => {
    it('go out with the words, once, and are listed below them', async () => {
      const fields = { text: 'With two files.', requestId: randomUUID(), csrf: await ana.csrfToken() };
      const files = [
        { name: 'one.pdf', bytes: PDF },
        { name: 'Zwei Kühe.txt', bytes: 'Muh.' },
      ];
      const [first, second] = await Promise.all(
        [1, 2].map(() => postForm(ana, `${ana.base}/posts`, fields, files)),
      );
      assert.equal(first?.location, second?.location);
      // Nor once more, when all of it is there.
      const third = await postForm(ana, `${ana.base}/posts`, fields, files);
      assert.equal(first?.location, third.location);
      const page = await jonas.get((first?.location ?? '').replace(ana.base, jonas.base));
      assert.match(textOf(page.html), /With two files\. one\.pdf PDF, 1 kB Zwei Kühe\.txt Text, 1 kB/);
      assert.equal(listed(page.html), 2);
    });

    it('that are refused keep nothing else from the form: words, title and the other files are there again', async () => {
      const typed = { title: 'My title', text: 'An hour of thought.' };
      const answer = await postForm(ana, `${ana.base}/posts`, typed, [
        { name: 'film.mov', bytes: Buffer.alloc(LARGEST_FILE + 1) },
        { name: 'fine.pdf', bytes: PDF },
      ]);
      assert.equal(answer.status, 422);
      assert.match(answer.html, /An hour of thought\./);
      assert.match(answer.html, /value="My title"/);
      assert.match(textOf(answer.html), /“film\.mov” is larger than 10 MB/);
      const field = fieldIn(answer.html);
      assert.deepEqual(
        JSON.parse(field).map(({ name }: { name: string }) => name),
        ['fine.pdf'],
      );
      const again = await postForm(ana, `${ana.base}/posts`, { ...typed, files: field });
      assert.match(textOf((await ana.get(again.location ?? '')).html), /fine\.pdf PDF/);
    });

    it('stay with a form that is refused for another reason', async () => {
      const answer = await postForm(ana, `${ana.base}/posts`, { text: ' ' }, [
        { name: 'kept.pdf', bytes: PDF },
      ]);
      assert.equal(answer.status, 422);
      assert.match(textOf(answer.html), /kept\.pdf PDF, 1 kB Leave out kept\.pdf/);
    });

    it('the same words with another file are another post, and no file is lost by that', async () => {
      const text = 'The same words.';
      await postForm(ana, `${ana.base}/posts`, { text });
      const answer = await postForm(ana, `${ana.base}/posts`, { text }, [{ name: 'late.pdf', bytes: PDF }]);
      assert.match(textOf((await ana.get(answer.location ?? '')).html), /late\.pdf/);
    });

    it('are twenty at most', async () => {
      const files = await Promise.all(
        Array.from({ length: 21 }, (_, index) => sendFile(jonas, `${index}.txt`, `${index}`)),
      );
      const answer = await postForm(jonas, `${jonas.base}/posts`, {
        text: 'Many.',
        files: attached(...files),
      });
      assert.equal(answer.status, 422);
      assert.match(textOf(answer.html), /A post holds 20 files at most/);
      const without = formWith({ csrf: await jonas.csrfToken(), text: 'Many.', files: attached(...files) });
      without.append('without', files[0]?.id ?? '');
      without.append('without', files[1]?.id ?? '');
      const fewer = await jonas.send(`${jonas.base}/posts`, { method: 'POST', body: without });
      assert.equal(fewer.status, 303);
      assert.equal(listed((await jonas.get(fewer.location ?? '')).html), 19);
    });
  });

  describe('that are pictures in the text', () => {
    const rich = (html: string) => ({ html, text: textOf(html), format: 'rich' });
    const write = async (visitor: Visitor, html: string) =>
      postForm(visitor, `${visitor.base}/posts`, rich(html));

    it('are shown where they stand, described, in their size, and on each reader’s own pages', async () => {
      const { id } = await sendFile(ana, 'canal.jpg', SAMPLES.jpeg.bytes, { as: 'picture' });
      const html = `<p>The lock:</p><img data-file="${id}" alt="A &quot;lock&quot; &lt;b&gt;">`;
      const answer = await write(ana, html);
      assert.equal(answer.status, 303, textOf(answer.html));
      const path = (answer.location ?? '').split('?')[0]?.slice(ana.base.length) ?? '';
      const shown = (base: string) =>
        `<img src="${base}/files/${id}" alt="A &#x22;lock&#x22; <b>" width="16" height="24"`;
      const eyes = `${teacher.base}/as/${group.ids['ana-ruiz']}`;
      for (const [visitor, base] of [
        [ana, ana.base],
        [jonas, jonas.base],
        [teacher, eyes],
      ] as const) {
        const page = (await visitor.get(base + path)).html;
        assert.ok(page.includes(shown(base)), page);
        assert.equal((await visitor.get(`${base}/files/${id}`)).status, 200);
      }
      const grading = await teacher.get(`${teacher.base}/grading/${group.ids['ana-ruiz']}`);
      assert.ok(grading.html.includes(shown(teacher.base)));
      await sweep(30);
      assert.deepEqual(await statuses(`/files/${id}`, ana, jonas), [200, 200]);
    });

    it('and that nobody described come back with everything, to be described', async () => {
      const { id } = await sendFile(ana, 'canal.png', SAMPLES.png.bytes);
      const answer = await write(ana, `<p>An hour of thought.</p><img data-file="${id}">`);
      assert.equal(answer.status, 422);
      assert.match(textOf(answer.html), /A picture in your text has no description yet/);
      assert.match(answer.html, new RegExp(`data-file&#x3D;&quot;${id}&quot;`));
      assert.equal(
        (await write(ana, `<p>An hour of thought.</p><img data-file="${id}" alt="">`)).status,
        303,
      );
    });

    it('are one’s own, and pictures', async () => {
      const anas = await sendFile(ana, 'canal.png', SAMPLES.png.bytes);
      const jonass = await sendFile(jonas, 'paper.pdf', PDF);
      for (const { id } of [anas, jonass, { id: 'unknown' }]) {
        const answer = await write(jonas, `<p>Mine?</p><img data-file="${id}" alt="x">`);
        assert.equal(answer.status, 422, id);
        assert.match(textOf(answer.html), /A picture in your text is no longer here, or is not yours/);
      }
    });
  });

  describe('of a draft', () => {
    it('are attached on every device, without a script as well, and go out with it', async () => {
      const mei = group.students['mei-chen'];
      const saved = await postForm(mei, `${mei.base}/drafts/post`, { text: 'Begun.', place: 'post' }, [
        { name: 'begun.pdf', bytes: PDF },
      ]);
      assert.equal(saved.status, 303);
      const page = await mei.get(`${mei.base}/discussion`);
      assert.match(textOf(page.html), /begun\.pdf PDF, 1 kB Leave out begun\.pdf/);
      assert.equal(page.html.match(/name="files"/g)?.length, 1);
      const answer = await postForm(mei, `${mei.base}/posts`, { text: 'Done.', files: fieldIn(page.html) });
      assert.match(textOf((await mei.get(answer.location ?? '')).html), /begun\.pdf PDF, 1 kB/);
    });

    it('are none where nothing is attached: an empty form is no draft', async () => {
      const adaeze = group.students['adaeze-okafor'];
      const { html } = await adaeze.get(`${adaeze.base}/discussion`);
      await postForm(adaeze, `${adaeze.base}/drafts/post`, { text: '', files: fieldIn(html), place: 'post' });
      assert.doesNotMatch(textOf((await adaeze.get(`${adaeze.base}/discussion`)).html), /unsent draft/);
    });
  });

  describe('of a post', () => {
    it('are one’s own, of this discussion, and there: nobody attaches another’s', async () => {
      const anas = await sendFile(ana, 'mine.txt', 'Mine.');
      for (const files of [attached(anas), attached({ id: 'unknown' })]) {
        const answer = await postForm(jonas, `${jonas.base}/posts`, { text: 'Not mine.', files });
        assert.equal(answer.status, 422);
        assert.doesNotMatch(answer.html, /mine\.txt/);
        assert.match(textOf(answer.html), /is no longer here/);
      }
      const other = elsewhere.students['ana-ruiz'];
      const answer = await postForm(other, `${other.base}/posts`, {
        text: 'Elsewhere.',
        files: attached(anas),
      });
      assert.equal(answer.status, 422);
      assert.equal((await other.get(`${other.base}/files/${anas.id}`)).status, 404);
      for (const files of ['nonsense', '[{"id":{"$ne":null}}]', '{}', '[1]']) {
        const posted = await postForm(jonas, `${jonas.base}/posts`, { text: `Nonsense ${files}`, files });
        assert.equal(posted.status, 303, files);
      }
    });

    it('that an edit leaves out are its author’s and the graders’ alone, and stay with the earlier version', async () => {
      const [stays, goes] = [await sendFile(ana, 'stays.txt', 'A.'), await sendFile(ana, 'goes.txt', 'B.')];
      const { id, address } = await post(ana, [stays, goes]);
      const edit = {
        text: 'Edited, with one file less.',
        files: attached(stays, goes),
        without: goes.id,
        seen: '',
      };
      assert.equal((await postForm(ana, `${ana.base}/edit/${id}`, edit)).status, 303);
      const page = textOf((await jonas.get(address.replace(ana.base, jonas.base))).html);
      assert.match(page, /stays\.txt/);
      assert.doesNotMatch(page, /goes\.txt/);
      await sweep(30);
      assert.deepEqual(await statuses(`/files/${goes.id}`, ana, jonas, teacher), [200, 404, 200]);
      assert.deepEqual(await statuses(`/files/${stays.id}`, ana, jonas, teacher), [200, 200, 200]);
      const edited = await ana.get(`${ana.base}/edit/${id}`);
      assert.match(edited.html, /stays\.txt/);
    });

    it('are closed with it, hidden or deleted, for everybody who does not grade it', async () => {
      const file = await sendFile(ana, 'closed.txt', 'C.');
      const { id } = await post(ana, [file]);
      const kept = collection('posts');
      await kept.updateOne({ _id: id as never }, { $set: { hiddenAt: new Date() } });
      assert.deepEqual(await statuses(`/files/${file.id}`, ana, jonas, teacher), [200, 404, 200]);
      await kept.updateOne({ _id: id as never }, { $set: { hiddenAt: null } });
      await ana.post(`${ana.base}/delete/${id}`, {});
      assert.deepEqual(await statuses(`/files/${file.id}`, ana, jonas, teacher), [404, 404, 200]);
      await ana.post(`${ana.base}/delete/${id}/undo`, {});
      assert.deepEqual(await statuses(`/files/${file.id}`, ana, jonas), [200, 200]);
    });

    it('stand beside the grade, and open with the student’s eyes for a teacher and an observer', async () => {
      const [mine, unposted] = [
        await sendFile(ana, 'graded.txt', 'G.'),
        await sendFile(ana, 'draft.txt', 'D.'),
      ];
      await post(ana, [mine]);
      const anaId = group.ids['ana-ruiz'];
      const grading = await teacher.get(`${teacher.base}/grading/${anaId}`);
      assert.match(textOf(grading.html), /graded\.txt Text, 1 kB/);
      for (const visitor of [teacher, carmen]) {
        assert.deepEqual(await statuses(`/as/${anaId}/files/${mine.id}`, visitor), [200]);
        assert.deepEqual(await statuses(`/as/${group.ids['mei-chen']}/files/${unposted.id}`, visitor), [404]);
      }
      assert.deepEqual(await statuses(`/files/${mine.id}`, carmen), [404]);
    });
  });

  describe('that nobody posted', () => {
    it('go after a month, unless their owner had them on a page or in a draft meanwhile', async () => {
      const names = ['left', 'seen', 'drafted', 'shown', 'posted'];
      const sent = await Promise.all(names.map((name) => sendFile(ana, `${name}.txt`, name)));
      const [left, seen, drafted, shown, posted] = sent as [FileView, FileView, FileView, FileView, FileView];
      await post(ana, [posted]);
      await sweep(29);
      assert.deepEqual(await blobsOf(left.id), [1, 1]);
      const soon = { $set: { expiresAt: new Date(now().getTime() + 5 * DAY_MS) } };
      const ids = [left, seen, drafted, shown].map(({ id }) => id as never);
      await collection('files').updateMany({ _id: { $in: ids } }, soon);
      await ana.get(seen.href);
      const html = `<p>Soon.</p><img data-file="${shown.id}" alt="">`;
      const draft = { text: 'Soon.', html, format: 'rich', files: attached(drafted) };
      assert.equal((await postForm(ana, `${ana.base}/drafts/post`, draft)).status, 303);
      await sweep(6);
      assert.deepEqual(await blobsOf(left.id), [0, 0]);
      assert.deepEqual(await statuses(`/files/${left.id}`, ana), [404]);
      for (const { id } of [seen, drafted, shown])
        assert.deepEqual(await statuses(`/files/${id}`, ana), [200], id);
      await sweep(400);
      assert.deepEqual(await blobsOf(seen.id), [0, 0]);
      assert.deepEqual(await statuses(`/files/${posted.id}`, ana, jonas), [200, 200]);
    });

    it('but that a post holds stay, even where the process died before it said so', async () => {
      const file = await sendFile(ana, 'healed.txt', 'H.');
      await post(ana, [file]);
      const id = { _id: file.id as never };
      await collection('files').updateOne(id, { $set: { expiresAt: new Date(0) } });
      await sweep(0);
      assert.deepEqual(await statuses(`/files/${file.id}`, jonas), [200]);
      assert.equal((await collection('files').findOne(id))?.expiresAt, null);
    });
  });
});

/** How many files a page lists. */
const listed = (html: string) => html.match(/<li><a href="[^"]*\/files\/[\w-]+">/g)?.length;

/** What a page's form has attached. */
const fieldIn = (html: string) =>
  /name="files" value="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"') ?? '';

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await new Promise((wait) => setTimeout(wait, 25));
  }
  throw new Error('it did not happen');
}
