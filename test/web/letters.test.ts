import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import { launchAs, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';
import { type MailServer, startMailServer } from '../support/smtp.ts';
import { becomes } from '../support/walk.ts';

const FROM = { name: 'Discussions', address: 'no-reply@tool.example' };

describe('Writing to students', () => {
  let practice: Practice;
  let server: MailServer;
  let here: ClassIn;
  let teacher: Visitor;
  before(async () => {
    server = await startMailServer();
    practice = await startPractice({ mail: { url: server.url, from: FROM } });
    here = await classIn(practice, 'Letters', { aliases: 'yes' });
    teacher = here.teacher;
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas } = here.students;
    await ana.post(`${ana.base}/posts`, { text: 'A first post.' });
    await jonas.post(`${jonas.base}/posts`, { text: 'Another one.' });
  });
  after(async () => {
    await practice?.close();
    await server?.close();
  });

  const page = async (visitor: Visitor, path: string) =>
    textOf((await visitor.get(visitor.base + path)).html);
  const listed = async (to: string) => {
    const { html } = await teacher.get(`${teacher.base}/letters?to=${to}`);
    const form = /<form[^>]*id="letter"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
    return { form, ids: [...form.matchAll(/name="student" value="([^"]+)"( checked)?/g)] };
  };
  const idsOf = (...names: Classmate[]) => names.map((name) => here.ids[name]);
  interface Sent {
    about?: string;
    requestId?: string;
    answers?: string;
    by?: Visitor;
    path?: string;
  }
  async function send(to: string[], text: string, sent: Sent = {}) {
    const { about = 'chosen', by = teacher, path = '', ...more } = sent;
    const csrf = await by.csrfToken();
    const fields = new URLSearchParams({ csrf, about, text, requestId: randomUUID(), ...more });
    for (const id of to) fields.append('student', id);
    return by.send(`${by.base}/letters${path}`, { method: 'POST', body: fields });
  }

  it('offers each group with how many they are, and lists exactly whom before anything is sent', async () => {
    const text = await page(teacher, '/letters');
    assert.match(
      text,
      /Owes a post \(22\) Owes replies \(24\) Is late \(0\) Has not opened it \(19\) Choose yourself \(24\)/,
    );
    const { form, ids } = await listed('post');
    assert.equal(ids.length, 22);
    assert.ok(ids.every(([, id, checked]) => checked && id !== here.ids['ana-ruiz']));
    assert.match(textOf(form), /Your initial post in “Letters” is still missing\./);
    const never = await listed('unopened');
    const came = new Set<string | undefined>(Object.values(here.ids));
    assert.ok(never.ids.length === 19 && never.ids.every(([, id]) => !came.has(id)));
    assert.match(await page(teacher, '/letters?to=late'), /Nobody is late\./);
  });

  it('says who gets an e-mail as well, and shows note and e-mail as they will be read, sending nothing', async () => {
    const [ana, mei] = idsOf('ana-ruiz', 'mei-chen');
    const { members } = practice.tool.connection.collections;
    await members?.updateOne({ _id: mei as never }, { $unset: { email: 1 } });
    const { form } = await listed('chosen');
    assert.match(textOf(form), /陈美 .*note only/);
    assert.match(textOf(form), /23 of them get an e-mail as well\. 1 gets the note alone/);
    const preview = await send([ana ?? '', mei ?? ''], 'First words.\n\nA second paragraph.', {
      path: '/preview',
    });
    const text = textOf(preview.html);
    assert.equal(preview.status, 200);
    assert.match(
      text,
      /To 2 students, each by themselves\. 1 of them gets an e-mail as well\. 1 gets the note alone/,
    );
    assert.match(text, /A note to you from Rosa Delgado .* First words\. A second paragraph\./);
    assert.match(
      text,
      /A note about “Letters” Rosa Delgado writes to you about “Letters” in “[^”]+”: First words\./,
    );
    assert.match(preview.html, /<textarea[^>]*>\s*First words\.\s+A second paragraph\.<\/textarea>/);
    assert.equal(await practice.tool.connection.collection('letters').countDocuments(), 0);
    assert.deepEqual(server.taken, []);
  });

  it('gives each their own note and e-mail, once however often the form is sent, and names nobody else in either', async () => {
    const to = idsOf('ana-ruiz', 'mei-chen');
    const requestId = randomUUID();
    const text = 'Please come by.\n.\nRosa';
    const answers = await Promise.all([1, 2, 3].map(() => send(to, text, { requestId, answers: 'yes' })));
    for (const { status, location } of answers) {
      assert.equal(status, 303);
      assert.match(location ?? '', /\/letters\?open=[\w-]+&done=2$/);
    }
    assert.match(await page(teacher, '/letters?done=2'), /Written to 2 students\./);
    await becomes(async () => server.taken.length, 1);
    for (const name of ['ana-ruiz', 'mei-chen'] as const) {
      const visitor = here.students[name];
      for (const path of ['/discussion', '/discussions']) {
        const { html } = await visitor.get(visitor.base + path);
        const notes = html.match(/<article class="letter[\s\S]*?<\/article>/g) ?? [];
        assert.equal(notes.length, 1, `${name} ${path}`);
        assert.match(
          textOf(notes[0] ?? ''),
          /A note to you from Rosa Delgado .* Please come by\. \. Rosa Put away/,
        );
        assert.doesNotMatch(notes[0] ?? '', /陈美|Ana Ruiz/);
      }
    }
    assert.doesNotMatch(await page(here.students['jonas-lindqvist'], '/discussion'), /Please come by/);
    const [mail] = server.taken;
    assert.deepEqual(mail?.to, ['ana-ruiz@example.org']);
    assert.match(mail?.raw ?? '', /^Reply-To: Rosa Delgado <rosa@example\.org>\r$/m);
    assert.match(mail?.raw ?? '', /^To: Ana Ruiz <ana-ruiz@example\.org>\r$/m);
    assert.match(mail?.raw ?? '', /^Auto-Submitted: auto-generated\r$/m);
    assert.doesNotMatch(mail?.raw ?? '', /陈美|6ZmI576O/);
  });

  it('leads from the e-mail to a page without a secret: the discussion for whoever has it open, else the way there', async () => {
    const raw = server.taken[0]?.raw.replace(/=\r\n/g, '') ?? '';
    const path = /\/d\/[\w-]+/.exec(raw)?.[0] ?? '';
    const ana = here.students['ana-ruiz'];
    assert.equal((await ana.get(path)).location, `${ana.base}/discussion`);
    const cold = await fetch(practice.tool.baseUrl + path, { redirect: 'manual' });
    assert.equal(cold.status, 401);
    assert.match(textOf(await cold.text()), /Go to your course and open the discussion there\./);
  });

  it('is put away by its reader, who can bring it back, and by nobody else', async () => {
    const { 'ana-ruiz': ana, 'jonas-lindqvist': jonas } = here.students;
    const action =
      /action="([^"]+\/letters\/[^"]+\/away)"/.exec((await ana.get(`${ana.base}/discussion`)).html)?.[1] ??
      '';
    const path = action.replace(ana.base, '').replaceAll('&#x3D;', '=');
    for (const other of [jonas, teacher]) assert.equal((await other.post(other.base + path, {})).status, 404);
    const put = await ana.post(ana.base + path, { at: 'discussions' });
    assert.match(put.location ?? '', /\/discussions\?away=/);
    const { html } = await ana.get(put.location ?? '');
    assert.match(textOf(html), /The note is put away\. Bring it back/);
    assert.doesNotMatch(textOf(html), /Please come by/);
    const back = /action="([^"]+\/back)"/.exec(html)?.[1] ?? '';
    assert.equal((await jonas.post(back.replace(ana.base, jonas.base), {})).status, 404);
    assert.equal((await ana.post(back, { at: 'discussion' })).status, 303);
    assert.match(await page(ana, '/discussion'), /Please come by/);
  });

  it('tells those who teach who wrote what to whom, who has seen it and when, and what became of the e-mail', async () => {
    await becomes(async () => /e-mail sent/.test(await page(teacher, '/letters')), true);
    const yuki = await launchAs(practice, 'canvas', 'ta-yuki', `launch/${here.activity}`);
    const { html } = await yuki.get(`${yuki.base}/letters`);
    const text = textOf(html);
    assert.match(
      text,
      /What was sent .*, Rosa Delgado chosen one by one to 2 students seen by 2 1 e-mail sent/,
    );
    assert.match(text, /Please come by\. \. Rosa Who has seen it/);
    const opened = /href="([^"]+open&#x3D;[^"#]+)/.exec(html)?.[1] ?? '';
    assert.match(
      textOf((await yuki.get(opened.replaceAll('&#x3D;', '='))).html),
      /Please come by\. \. Rosa Ana Ruiz .*seen \w{3} .*, e-mail sent \w{3} .* 陈美 .*seen \w{3}/,
    );
  });

  it('is shown as settled once its reader has done what it was about, who is not written to about it any more', async () => {
    const mei = here.students['mei-chen'];
    const [meiId, wulandariId, anaId] = idsOf('mei-chen', 'wulandari', 'ana-ruiz');
    const { location } = await send([meiId ?? ''], 'Your post is missing.', { about: 'post' });
    assert.match(await page(mei, '/discussion'), /Your post is missing\. Put away/);
    await mei.post(`${mei.base}/posts`, { text: 'Here it is.' });
    for (const path of ['/discussion', '/discussions'])
      assert.match(
        await page(mei, path),
        /Your post is missing\. Settled: what this was about is not missing any more\./,
      );
    const sent = textOf((await teacher.get(location ?? '')).html);
    assert.match(sent, /Written to 1 student\. .*陈美 .* seen .*, done since/);
    const late = await send([meiId ?? '', anaId ?? '', wulandariId ?? ''], 'Still missing.', {
      about: 'post',
    });
    assert.match(late.location ?? '', /&done=1&dropped=2$/);
    assert.match(
      await page(teacher, '/letters?done=1&dropped=2'),
      /2 were left out: they have done it meanwhile/,
    );
    assert.doesNotMatch(await page(mei, '/discussion'), /Still missing/);
  });

  it('is not seen by a script that fetches the page for what came meanwhile, but once it is opened', async () => {
    const ana = here.students['ana-ruiz'];
    const { location } = await send(idsOf('ana-ruiz') as string[], 'Looked at, or not.');
    const seen = async () =>
      /seen by 1/.test(textOf((await teacher.get(location ?? '')).html).split('Looked at')[0] ?? '');
    const headers = { 'sec-fetch-dest': 'empty' };
    assert.match((await ana.send(`${ana.base}/discussion`, { headers })).html, /Looked at, or not/);
    assert.equal(await seen(), false);
    await ana.get(`${ana.base}/discussion`);
    assert.equal(await seen(), true);
  });

  it('waits for whoever has not launched yet, known from the roster alone', async () => {
    const { ids } = await listed('unopened');
    const members = practice.tool.connection.collection('members');
    const niamh = String((await members.findOne({ name: 'Niamh O’Sullivan' }))?._id);
    assert.ok(ids.some(([, id]) => id === niamh));
    await send([niamh], 'We miss you.', { about: 'unopened' });
    const visitor = await launchAs(practice, 'canvas', 'student-niamh-osullivan', `launch/${here.activity}`);
    assert.match(await page(visitor, '/discussion'), /We miss you\./);
    assert.ok(!(await listed('unopened')).ids.some(([, id]) => id === niamh));
  });

  it('names a teacher and no alias, and shows those who look with a student’s eyes none of it', async () => {
    const { html } = await here.students['ana-ruiz'].get(`${here.students['ana-ruiz'].base}/discussion`);
    assert.match(html, /A note to you from Rosa Delgado/);
    const looked = await page(teacher, `/as/${here.ids['ana-ruiz']}/discussion`);
    assert.match(looked, /A first post/);
    assert.doesNotMatch(looked, /Please come by/);
  });

  it('shows again what is empty, too long, or for nobody, with all that was typed and ticked', async () => {
    const [ana] = idsOf('ana-ruiz');
    const long = 'x'.repeat(4001);
    const tooLong = await send([ana ?? ''], long);
    assert.equal(tooLong.status, 422);
    assert.ok(tooLong.html.includes(long));
    assert.match(textOf(tooLong.html), /too long: 4,000 characters/);
    assert.match(tooLong.html, new RegExp(`value="${ana}" checked`));
    assert.match(textOf((await send([ana ?? ''], ' \n ')).html), /Write what you want to say first/);
    for (const nobody of [[], ['no-such-member', String(here.ids['ana-ruiz']).toUpperCase()]]) {
      const refused = await send(nobody, 'Kept words.');
      assert.equal(refused.status, 422);
      assert.match(textOf(refused.html), /Tick at least one student .*Kept words\./);
    }
  });

  it('is for those who teach alone: no student, observer or guest reads the page or sends anything', async () => {
    const before = await practice.tool.connection.collection('letters').countDocuments();
    for (const person of ['student-jonas-lindqvist', 'observer-carmen', 'admin-ingrid']) {
      const visitor = await launchAs(practice, 'canvas', person, `launch/${here.activity}`);
      const session = await practice.tool.connection
        .collection('sessions')
        .findOne({ _id: visitor.base.slice(3) as never });
      for (const path of ['', '/preview']) {
        assert.equal((await visitor.get(`${visitor.base}/letters${path}`)).status, 403, person);
        const body = new URLSearchParams({
          csrf: session?.csrfToken,
          text: 'x',
          student: here.ids['ana-ruiz'],
        });
        const answer = await visitor.send(`${visitor.base}/letters${path}`, { method: 'POST', body });
        assert.equal(answer.status, 403, `${person} ${path}`);
      }
    }
    assert.equal(await practice.tool.connection.collection('letters').countDocuments(), before);
  });
});

describe('Writing to students where no mail is set up', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  it('gives the note alone and says so; nobody’s address is kept, and one kept before is forgotten', async () => {
    const here = await classIn(practice, 'Notes');
    const { teacher, students, ids } = here;
    const { html } = await teacher.get(`${teacher.base}/letters?to=chosen&student=${ids['ana-ruiz']}`);
    assert.match(
      textOf(html),
      /This tool is not set up to send e-mail: the note on their pages is all they get\./,
    );
    assert.match(html, new RegExp(`value="${ids['ana-ruiz']}" checked`));
    assert.doesNotMatch(html, /name="answers"/);
    const fields = { about: 'chosen', text: 'By note.', student: ids['ana-ruiz'], requestId: randomUUID() };
    assert.equal((await teacher.post(`${teacher.base}/letters`, fields)).status, 303);
    assert.match(
      textOf((await students['ana-ruiz'].get(`${students['ana-ruiz'].base}/discussion`)).html),
      /By note\./,
    );
    const { connection, tool } = practice.tool;
    const receipt = await connection.collection('receipts').findOne({});
    assert.equal(receipt?.mail.state, 'none');
    const addressed = () => connection.collection('members').countDocuments({ email: { $type: 'string' } });
    assert.equal(await addressed(), 0);
    await connection
      .collection('members')
      .updateOne({ name: 'Ana Ruiz' }, { $set: { email: 'ana@example.org' } });
    await tool.store.members.forgetAddresses();
    assert.equal(await addressed(), 0);
  });
});
