import assert from 'node:assert/strict';
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import { launchAs, type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('Mentions and quotations', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  const page = async (visitor: Visitor, path: string) => (await visitor.get(visitor.base + path)).html;
  const write = async (visitor: Visitor, fields: Record<string, string>, path = '/posts') => {
    const answer = await visitor.post(visitor.base + path, { title: '', ...fields });
    assert.equal(answer.status, 303, textOf(answer.html));
  };
  const offered = async (visitor: Visitor, typed = '') => {
    const { people } = JSON.parse(await page(visitor, `/people?q=${encodeURIComponent(typed)}`));
    return people.map(({ name, note }: { name: string; note: string }) => (note ? `${name}, ${note}` : name));
  };
  const edit = (html: string) => /href="\/s\/[^/"]+(\/edit\/[^"]+)"/.exec(html)?.[1] ?? '';
  const typedIn = (html: string) => /<textarea id="text"[^>]*>\n([^<]*)<\/textarea>/.exec(html)?.[1] ?? '';
  const postOf = (plain: RegExp) => practice.tool.connection.collection('posts').findOne({ plain });

  describe('among classmates', () => {
    let here: ClassIn;
    let ana: Visitor;
    let jonas: Visitor;
    let mei: Visitor;
    before(async () => {
      here = await classIn(practice, 'Mentions');
      ({ 'ana-ruiz': ana, 'jonas-lindqvist': jonas, 'mei-chen': mei } = here.students);
      await write(ana, { text: 'The boatmen paid.' });
      await write(jonas, { text: 'Did they?' }, '/posts/1/replies');
    });

    it('offer those whose words one can read, and those who teach, and not oneself', async () => {
      const students = ['Ana Ruiz', 'Jonas Lindqvist'];
      const forMei = await offered(mei);
      assert.deepEqual(
        forMei.filter((one: string) => !one.endsWith(', teacher')),
        students,
      );
      assert.ok(forMei.includes('Rosa Delgado, teacher'));
      assert.deepEqual(await offered(ana, 'Ruiz'), []);
      assert.deepEqual(await offered(mei, 'wulan'), [], 'has written nothing');
      assert.deepEqual(await offered(here.teacher, 'wulan'), ['Wulandari']);
    });

    it('are looked for by the beginning of any of a name’s words, case and accents aside, eight at a time', async () => {
      assert.deepEqual(await offered(mei, 'LÍND'), ['Jonas Lindqvist']);
      assert.deepEqual(await offered(mei, 'indqvist'), []);
      assert.deepEqual(await offered(mei, 'x'.repeat(500)), []);
      assert.ok((await offered(here.teacher)).length <= 8);
    });

    it('leave out whose only post was deleted or hidden, and keep who is muted', async () => {
      const wulandari = here.students.wulandari;
      await write(wulandari, { text: 'Gone soon.' });
      assert.deepEqual(await offered(mei, 'wulan'), ['Wulandari']);
      const id = String((await postOf(/Gone soon/))?._id);
      const { teacher } = here;
      await teacher.post(`${teacher.base}/hide/${id}`, { reason: 'Not here.' });
      assert.deepEqual(await offered(mei, 'wulan'), []);
      await teacher.post(`${teacher.base}/hide/${id}/undo`, {});
      await teacher.post(`${teacher.base}/mute/${here.ids.wulandari}`, { reason: 'A pause.' });
      assert.deepEqual(await offered(mei, 'wulan'), ['Wulandari']);
      await wulandari.post(`${wulandari.base}/delete/${id}`, {});
      assert.deepEqual(await offered(mei, 'wulan'), []);
    });

    it('are nothing for whoever writes nothing', async () => {
      for (const person of ['observer-carmen', 'admin-ingrid']) {
        const visitor = await launchAs(practice, 'canvas', person, `launch/${here.activity}`);
        const answer = await visitor.get(`${visitor.base}/people?q=ana`);
        assert.equal(answer.status, 403, person);
        assert.doesNotMatch(answer.html, /Ruiz/);
      }
    });

    it('typed by hand are understood in a plain field, and edited as they were typed', async () => {
      const text =
        'I ask @ana ruiz, ana@ruiz.example, @Wulandari and @Ana Ruizovich.\n\n- and @Jonas Lindqvist';
      await write(mei, { text }, '/posts/1/replies');
      const html = await page(jonas, '/posts/1');
      assert.match(
        textOf(html),
        /I ask @Ana Ruiz , ana@ruiz\.example , @Wulandari and @Ana Ruizovich\. and @Jonas Lindqvist \(mentions you\)/,
      );
      assert.equal(html.match(/data-member="/g)?.length, 2);
      assert.match(textOf(await page(jonas, '/search?q=ask')), /I ask @Ana Ruiz, ana@/);
      const form = await page(mei, edit(await page(mei, '/posts/1')));
      assert.equal(typedIn(form), text.replace('ana ruiz', 'Ana Ruiz'));
    });

    it('typed by hand in an editor are understood as well, but for code and links', async () => {
      const html =
        '<p>So, @Jonas Lindqvist: <code>@Ana Ruiz</code> <a href="https://example.org/">@Ana Ruiz</a></p>';
      await write(mei, { html, text: '', format: 'rich' }, '/posts/1/replies');
      const kept = await postOf(/^So, /);
      assert.match(
        kept?.html,
        /^<p>So, <span data-member="[\w-]+"><\/span>: <code>@Ana Ruiz<\/code> <a [^>]*>@Ana/,
      );
    });

    it('are found by whom they mean among the answers to them, as long as they stand', async () => {
      await write(ana, { text: 'Ask @陈美 about the tolls.' });
      const answers = async () => textOf(await page(mei, '/discussion?show=answers'));
      assert.match(await answers(), /1 of \d+ posts and replies, in answer to you or mentioning you/);
      assert.match(await answers(), /Ask @陈美 about the tolls\./);
      assert.doesNotMatch(textOf(await page(jonas, '/discussion?show=answers')), /about the tolls/);
      const id = String((await postOf(/about the tolls/))?._id);
      await write(ana, { text: 'Ask about the tolls.', seen: '' }, `/edit/${id}`);
      assert.match(await answers(), /Nobody has answered you or mentioned you yet/);
    });

    it('a reply begins with what it quotes, without a script, and goes on with what was drafted', async () => {
      const id = String((await postOf(/^Did they/))?._id);
      const quoting = `/posts/1?to=${id}&quote=1`;
      assert.match(
        await page(mei, '/posts/1'),
        new RegExp(`to&#x3D;${id}&amp;quote&#x3D;1#write" data-key="q"`),
      );
      assert.equal(typedIn(await page(mei, quoting)), '&gt; Did they?\n&gt; — 1.1\n\n');
      await mei.post(`${mei.base}/drafts/reply-${id}`, { text: 'Before.' });
      const text = typedIn(await page(mei, quoting));
      assert.equal(text, 'Before.\n\n&gt; Did they?\n&gt; — 1.1\n\n');
      await mei.post(`${mei.base}/drafts/reply-${id}`, { text: text.replaceAll('&gt;', '>'), based: '1' });
      assert.equal(typedIn(await page(mei, quoting)), text, 'and not twice');
      await write(mei, { text: `${text.replaceAll('&gt;', '>')}Indeed.`, parentId: id }, '/posts/1/replies');
      assert.match(textOf(await page(ana, '/posts/1')), /1\.1, Jonas Lindqvist Did they\? Indeed\./);
    });

    it('a quotation of what was deleted or hidden tells no name and has no link', async () => {
      await write(jonas, { text: 'Taken back.' });
      const kept = await postOf(/^Taken back/);
      await write(mei, { text: `> Taken back.\n> — ${kept?.number}\n\nWhy?` }, '/posts/1/replies');
      const { teacher } = here;
      const source = async () =>
        /<p class="source"[^>]*>((?:(?!<\/p>).)*)<\/p><p>Taken back/.exec(await page(ana, '/posts/1'))?.[1];
      assert.match((await source()) ?? '', /<a href="[^"]+">\d, Jonas Lindqvist<\/a>/);
      await teacher.post(`${teacher.base}/hide/${kept?._id}`, { reason: 'Not here.' });
      assert.equal(await source(), String(kept?.number));
      await teacher.post(`${teacher.base}/hide/${kept?._id}/undo`, {});
      await jonas.post(`${jonas.base}/delete/${kept?._id}`, {});
      assert.equal(await source(), String(kept?.number));
    });

    it('whose words a quotation has is not for its writer to say', async () => {
      const html = '<blockquote data-post="1" data-source="1, Rosa Delgado"><p>Free marks.</p></blockquote>';
      await write(jonas, { html, text: '', format: 'rich' });
      const kept = await postOf(/^Free marks/);
      assert.doesNotMatch(JSON.stringify(kept), /Delgado/);
      const shown = await page(mei, `/posts/${kept?.number}`);
      assert.match(shown, /<p class="source" dir="auto"><a [^>]*>1, Ana Ruiz<\/a><\/p><p>Free marks/);
      const form = await page(jonas, edit(await page(jonas, `/posts/${kept?.number}`)));
      assert.match(form, /data-post&#x3D;&quot;1&quot; data-source&#x3D;&quot;1, Ana Ruiz&quot;/);
    });
  });

  it('under aliases know students by these alone, also typed by hand, and tell those who teach both', async () => {
    const here = await classIn(practice, 'Under aliases', { aliases: 'yes' });
    const { 'ana-ruiz': ana, 'mei-chen': mei, 'jonas-lindqvist': jonas } = here.students;
    await write(ana, { text: 'The boatmen paid.' });
    const [alias] = (await offered(mei)).filter((one: string) => !one.endsWith(', teacher'));
    assert.ok(alias && !/Ruiz/.test(alias));
    assert.deepEqual(await offered(mei, 'Ruiz'), []);
    assert.deepEqual(await offered(here.teacher, 'Ruiz'), [`Ana Ruiz, to classmates: ${alias}`]);
    await write(mei, { text: `What says @${alias}? Not @Ana Ruiz.` }, '/posts/1/replies');
    await write(here.teacher, { text: 'Yes, @Ana Ruiz, what?' }, '/posts/1/replies');
    assert.match(textOf(await page(here.teacher, '/posts/1')), /What says @Ana Ruiz \? Not @Ana Ruiz\./);
    const seen = await page(jonas, '/posts/1');
    assert.match(
      textOf(seen),
      new RegExp(`What says @${alias} \\? Not @Ana Ruiz\\. .*Yes, @${alias} , what`),
    );
    assert.match(textOf(await page(ana, '/posts/1')), new RegExp(`Yes, @${alias} \\(mentions you\\) , what`));
    assert.doesNotMatch(await page(jonas, '/search?q=what'), /Yes, @Ana/);
    assert.doesNotMatch(JSON.stringify(await postOf(/^Yes, /)), /Ruiz/, 'in no version of it');
  });

  it('stay within one’s own section, and wait for one’s own post where that comes first', async () => {
    const within = await classIn(practice, 'Within sections', { groups: 'sections' });
    const names: Partial<Record<Classmate, string>> = {
      'mei-chen': '陈美',
      'jonas-lindqvist': 'Jonas Lindqvist',
    };
    for (const who of Object.keys(names) as Classmate[]) await write(within.students[who], { text: 'Mine.' });
    const students = async (visitor: Visitor) =>
      (await offered(visitor)).filter((one: string) => !one.endsWith(', teacher'));
    assert.deepEqual(await students(within.students['ana-ruiz']), ['Jonas Lindqvist']);
    assert.deepEqual(await students(within.students['adaeze-okafor']), ['陈美']);
    const first = await classIn(practice, 'First thoughts', { postFirst: 'yes' });
    await write(first.students['jonas-lindqvist'], { text: 'Mine.' });
    assert.deepEqual(await students(first.students['ana-ruiz']), []);
    await write(first.students['ana-ruiz'], { text: 'Mine too.' });
    assert.deepEqual(await students(first.students['ana-ruiz']), ['Jonas Lindqvist']);
  });
});
