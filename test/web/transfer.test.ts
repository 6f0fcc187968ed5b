import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { zipped } from '../support/archive.ts';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { attached, sendFile } from '../support/files.ts';
import { SAMPLES } from '../support/pictures.ts';
import { asking, launchAs, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

const NAMESPACE = 'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"';
const manifest = (resources: string) =>
  `<?xml version="1.0"?><manifest ${NAMESPACE}><resources>${resources}</resources></manifest>`;
const resource = (id: string, type = 'imsdt_xmlv1p1', href = `${id}.xml`) =>
  `<resource identifier="${id}" type="${type}"><file href="${href}"/></resource>`;
const topic = (title: string, html: string, more = '') =>
  `<topic xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imsdt_v1p1"><title>${title}</title>` +
  `<text texttype="text/html">${html}</text>${more}</topic>`;
const META = 'associatedcontent/imscc_xmlv1p1/learning-application-resource';

describe('In and out', () => {
  let practice: Practice;
  let here: ClassIn;
  let teacher: Visitor;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Who paid', {
      ...asking({ words: '5' }, { count: '1' }),
      ...{ promptText: 'Say who paid.', aliases: 'yes', late: 'closed' },
    });
    teacher = here.teacher;
    const { 'ana-ruiz': ana, 'mei-chen': mei } = here.students;
    const file = await sendFile(ana, 'canal.png', SAMPLES.png.bytes, { as: 'picture' });
    const html = `<p>Canals &amp; tolls.</p><img data-file="${file.id}" alt="A lock">`;
    await ana.post(`${ana.base}/posts`, { html, text: 'x', format: 'rich', files: attached(file) });
    await mei.post(`${mei.base}/posts/1/replies`, { text: 'An answer.' });
    await mei.post(`${mei.base}/posts`, { text: 'Taken back.' });
    const gone = { $set: { deletedAt: new Date() } };
    await practice.tool.connection.collection('posts').updateOne({ text: 'Taken back.' }, gone);
  });
  after(() => practice?.close());

  const discussions = () => practice.tool.connection.collection('discussions');
  const get = async (name: string, visitor = teacher) => visitor.get(`${visitor.base}/transfer/${name}`);
  async function bring(bytes: Uint8Array, requestId: string = randomUUID(), visitor = teacher) {
    const body = new FormData();
    body.set('csrf', await visitor.csrfToken());
    body.set('requestId', requestId);
    body.set('file', new Blob([Buffer.from(bytes)]), 'course.imscc');
    const answer = await visitor.send(`${visitor.base}/transfer`, { method: 'POST', body });
    return { ...answer, text: textOf(answer.html) };
  }

  it('gives all of a discussion as JSON of a named version, without what was taken back', async () => {
    const { headers, html } = await get('whole.json');
    assert.match(headers.get('content-disposition') ?? '', /^attachment; filename="Who paid - whole\.json"/);
    const told = JSON.parse(html);
    assert.deepEqual([told.format, told.version], ['rejoinder-discussion', 1]);
    assert.deepEqual(
      told.posts.map(({ label, answers }: { label: string; answers: string | null }) => [label, answers]),
      [
        ['1', null],
        ['1.1', '1'],
        ['2', null],
      ],
    );
    const ana = told.people.find(({ name }: { name: string }) => name === 'Ana Ruiz');
    assert.equal(told.posts[0].author, ana.id);
    assert.ok(ana.alias);
    assert.match(told.posts[0].plain, /Canals & tolls/);
    assert.doesNotMatch(html, /Taken back|"sub"|csrf/);
  });

  it('gives it as one page that asks nothing of anybody: its pictures are in it, its links lead within it', async () => {
    const { headers, html } = await get('whole.html');
    assert.match(headers.get('content-disposition') ?? '', /^attachment/);
    assert.match(html, /<img src="data:image\/png;base64,[^"]+" alt="A lock"/);
    assert.match(textOf(html), /1\.1 .* · .* · answers 1 An answer\./);
    assert.match(html, /@media print/);
    assert.doesNotMatch(html, /Taken back|<script|\/s\/[\w-]+\//);
    assert.deepEqual([...html.matchAll(/(?:src|href)="(?!data:|#)[^"]*"/g)], []);
  });

  it('gives these to graders alone; whoever sets up has the settings, and students nothing', async () => {
    const mei = here.students['mei-chen'];
    for (const name of ['', '/settings.json', '/whole.json', '/whole.html'])
      assert.equal((await mei.get(`${mei.base}/transfer${name}`)).status, 403, name);
    assert.equal((await bring(zipped({}), undefined, mei)).status, 403);
    const designer = await launchAs(practice, 'canvas', 'ta-yuki', `launch/${here.activity}`);
    const sessions = practice.tool.connection.collection('sessions');
    await sessions.updateOne({ _id: designer.base.slice(3) as never }, { $set: { role: 'designer' } });
    assert.equal((await get('settings.json', designer)).status, 200);
    for (const name of ['whole.json', 'whole.html'])
      assert.equal((await get(name, designer)).status, 404, name);
  });

  it('takes prompt and settings along, and brings them in again as they were; twice is once', async () => {
    const settings = (await get('settings.json')).html;
    assert.doesNotMatch(settings, /Canals|Ana/);
    const requestId = randomUUID();
    const before = await discussions().countDocuments();
    for (const _time of [1, 2]) assert.equal((await bring(Buffer.from(settings), requestId)).status, 200);
    assert.equal(await discussions().countDocuments(), before + 1);
    const [one, copy] = await discussions().find({ title: 'Who paid' }).toArray();
    for (const name of ['promptHtml', 'requirements', 'maximum', 'late', 'aliases', 'zone', 'groups'])
      assert.deepEqual(copy?.[name], one?.[name], name);
    assert.match(textOf((await teacher.get(`${teacher.base}/discussions`)).html), /Nobody has opened it/);
  });

  it('brings in the topics of a cartridge, cleaned, with a report of what was taken of each and what was not', async () => {
    const html =
      '&lt;p onclick="x()"&gt;Read &lt;b&gt;this&lt;/b&gt;.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;' +
      '&lt;img src="$IMS-CC-FILEBASE$/a.png"&gt;&lt;a href="javascript:x()"&gt;go&lt;/a&gt;';
    const archive = zipped({
      'imsmanifest.xml': manifest(
        resource('t1') +
          resource('t2') +
          resource('m1', META) +
          resource('m2', META) +
          resource('t3') +
          resource('t4') +
          resource('quiz', 'imsqti_xmlv1p2'),
      ),
      't1.xml': topic('Bridges', html, '<attachments><attachment href="x.pdf"/></attachments>'),
      'm1.xml':
        '<topicMeta><topic_id>t1</topic_id><require_initial_post>true</require_initial_post>' +
        '<assignment><points_possible>25.0</points_possible><due_at>2020-01-01T00:00:00</due_at></assignment></topicMeta>',
      't2.xml': topic('News', 'Hello.'),
      'm2.xml': '<topicMeta><topic_id>t2</topic_id><type>announcement</type></topicMeta>',
      't3.xml': '<topic><title>Broken',
    });
    const { status, text } = await bring(archive);
    assert.equal(status, 200);
    assert.match(
      text,
      /1 discussion was brought in Bridges without its pictures without its attached files without its dates/,
    );
    assert.match(
      text,
      /3 were left out News : an announcement.* t3\.xml : its file cannot be read t4\.xml : its file is not/,
    );
    const made = await discussions().findOne({ title: 'Bridges' });
    assert.equal(made?.maximum, 25);
    assert.equal(made?.postFirst, true);
    assert.match(made?.promptHtml, /Read <strong>this<\/strong>/);
    assert.doesNotMatch(made?.promptHtml, /onclick|script|alert|javascript|IMS-CC|<img/);
  });

  /** Says another size of itself than it has, in each place where it does. */
  function lying(archive: Uint8Array): Uint8Array {
    const bytes = Buffer.from(archive);
    for (let at = 0; at < bytes.length - 4; at++) {
      if (bytes.readUInt32LE(at) === 0x04034b50) bytes.writeUInt32LE(100, at + 22);
      if (bytes.readUInt32LE(at) === 0x02014b50) bytes.writeUInt32LE(100, at + 24);
    }
    return bytes;
  }
  const zeros = (size: number) => new Uint8Array(size).fill(0x20);
  const bomb = Array.from(
    { length: 12 },
    (_, n) => `<!ENTITY e${n + 1} "&e${n};&e${n};&e${n};&e${n};">`,
  ).join('');
  const HOSTILE: Record<string, [Uint8Array, RegExp]> = {
    'a file of spaces, ten thousand times as large as its archive': [
      zipped({ 'imsmanifest.xml': zeros(60_000_000) }),
      /no imsmanifest\.xml in it/,
    ],
    'the same, lying about its size': [
      lying(zipped({ 'imsmanifest.xml': zeros(60_000_000) })),
      /cannot be (read|opened)/,
    ],
    'topics that are too much together': [
      zipped({
        'imsmanifest.xml': manifest(Array.from({ length: 12 }, (_, n) => resource(`t${n}`)).join('')),
        ...Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`t${n}.xml`, zeros(1_900_000)])),
      }),
      /too big: 20 MB at most/,
    ],
    'entities of entities': [
      zipped({
        'imsmanifest.xml': `<!DOCTYPE manifest [<!ENTITY e0 "ha">${bomb}]><manifest>&e12;</manifest>`,
      }),
      /imsmanifest\.xml of that archive cannot be read/,
    ],
    'an entity from a file of this machine': [
      zipped({ 'imsmanifest.xml': '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><m>&x;</m>' }),
      /cannot be read/,
    ],
    'elements in elements without end': [
      zipped({ 'imsmanifest.xml': '<a>'.repeat(100_000) }),
      /cannot be read/,
    ],
    'an archive cut off': [zipped({ 'imsmanifest.xml': manifest('') }).subarray(0, 60), /cannot be opened/],
    'an archive that is none': [Buffer.from('PK\u0003\u0004nothing'), /cannot be opened/],
    'no archive and no settings': [Buffer.from('<html>'), /neither an export of a course nor settings/],
    'settings out of bounds': [
      Buffer.from(
        JSON.stringify({
          format: 'rejoinder-settings',
          version: 1,
          settings: { rows: [{}], criteria: [], title: 'x' },
        }),
      ),
      /out of bounds/,
    ],
  };
  for (const [what, [bytes, said]] of Object.entries(HOSTILE))
    it(`refuses ${what}, says why, and makes nothing`, async () => {
      const before = await discussions().countDocuments();
      const { status, text } = await bring(bytes);
      assert.equal(status, 422);
      assert.match(text, said);
      assert.equal(await discussions().countDocuments(), before);
    });

  it('takes names in an archive for names: none of them is a path, or anything else', async () => {
    const names = ['../../../../tmp/out.xml', '/etc/passwd', '__proto__', 'constructor', 'C:\\a.xml'];
    const archive = zipped({
      'imsmanifest.xml': manifest(names.map((name, n) => resource(`t${n}`, undefined, name)).join('')),
      '../../../../tmp/out.xml': topic('Climbs', 'Words.'),
    });
    const { text } = await bring(archive);
    assert.match(text, /1 discussion was brought in Climbs for 10 points, since the file says none/);
    assert.match(text, /4 were left out \/etc\/passwd : its file is not in the archive/);
  });
});
