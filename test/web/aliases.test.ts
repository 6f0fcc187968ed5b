import assert from 'node:assert/strict';
import { handleOf } from '../../src/usecases/mentions.ts';
import en from '../../src/web/locales/en.json' with { type: 'json' };
import { type ClassIn, type Classmate, classIn } from '../support/classIn.ts';
import {
  type Answer,
  launchAs,
  lmsJson,
  type Practice,
  settingsSeen,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';
import { routesOf } from '../support/routes.ts';

const CLASSMATES: Classmate[] = ['ana-ruiz', 'mei-chen', 'adaeze-okafor', 'wulandari'];

describe('A discussion under aliases', () => {
  let practice: Practice;
  let here: ClassIn;
  let jonas: Visitor;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Under aliases', { aliases: 'yes' });
    jonas = here.students['jonas-lindqvist'];
    await here.fill([
      { replies: 0, title: 'The toll' },
      { replies: 6, answers: (number) => number - 1 },
      { replies: 0 },
    ]);
    await here.teacher.post(`${here.teacher.base}/posts/2/replies`, { text: 'Who paid?' });
  });
  after(() => practice?.close());

  const collection = (name: string) => practice.tool.connection.collection(name);
  const page = async (visitor: Visitor, path: string) => (await visitor.get(visitor.base + path)).html;
  /** By whom, as a page says at each post. */
  const authorsOn = (html: string) =>
    [...html.matchAll(/<b><bdi>([^<]+)<\/bdi><\/b>/g)].map(([, name]) => name);
  /** The alias that the teacher sees beside a name. */
  async function aliasOf(name: string, of = here): Promise<string> {
    const html = (await page(of.teacher, '/discussion')) + (await page(of.teacher, '/posts/2'));
    const beside = new RegExp(`<bdi>${name}</bdi></b></span>\\s*<span class="alias">.*?<bdi>([^<]+)</bdi>`);
    return beside.exec(html)?.[1] ?? '';
  }

  it('names students by two words of the catalogue, one pair a person, and those who teach by name', async () => {
    const { places, animals, name } = en.opening.alias;
    assert.equal(name, '{{place}} {{animal}}');
    for (const words of [places, animals]) assert.equal(new Set(words.split(' ')).size, 32);
    const pair = new RegExp(`^(${places.replaceAll(' ', '|')}) (${animals.replaceAll(' ', '|')})$`);
    const names = authorsOn(await page(jonas, '/posts/2'));
    assert.equal(names.length, 8);
    assert.equal(names.at(-1), 'Rosa Delgado');
    for (const one of names.slice(0, -1)) assert.match(one ?? '', pair);
    assert.equal(new Set(names).size, 6, 'five students and the teacher');
  });

  it('shows everybody the same aliases, and one’s own with “you”', async () => {
    const [one, other] = [jonas, here.students['mei-chen']];
    assert.deepEqual(authorsOn(await page(one, '/posts/2')), authorsOn(await page(other, '/posts/2')));
    const own = await aliasOf('Jonas Lindqvist');
    const html = await page(jonas, '/discussion');
    assert.match(textOf(html), new RegExp(`${own} you`));
    assert.equal(html.match(/<span class="tag">you<\/span>/g)?.length, 1);
  });

  it('shows those who teach both, in the discussion and when they grade', async () => {
    const alias = await aliasOf('Jonas Lindqvist');
    assert.ok(authorsOn(await page(here.students['mei-chen'], '/discussion')).includes(alias));
    for (const path of ['/posts/1', '/search?q=toll', '/grading', `/grading/${here.ids['jonas-lindqvist']}`])
      assert.match(
        textOf(await page(here.teacher, path)),
        new RegExp(`Jonas Lindqvist( \\w\\w)? to classmates: ${alias}`),
        path,
      );
  });

  it('gives somebody another alias in another discussion', async () => {
    const other = await classIn(practice, 'More aliases', { aliases: 'yes' });
    await other.fill([{ replies: 0 }, { replies: 0 }, { replies: 0 }]);
    const names = ['Adaeze Okafor', 'Jonas Lindqvist', '陈美'];
    const [inOne, inOther] = await Promise.all(
      [here, other].map((where) => Promise.all(names.map((name) => aliasOf(name, where)))),
    );
    assert.ok(inOne?.every(Boolean) && inOther?.every(Boolean));
    assert.notDeepEqual(inOne, inOther);
  });

  it('finds posts by alias alone, and offers no other names', async () => {
    const alias = await aliasOf('Ana Ruiz');
    const by = async (visitor: Visitor, name: string) =>
      textOf(await page(visitor, `/discussion?by=${encodeURIComponent(name)}`));
    assert.match(await by(jonas, alias), new RegExp(`\\d+ of 10 posts and replies, by ${alias}`));
    assert.match(await by(jonas, 'Ana Ruiz'), /Nothing here is by Ana Ruiz/);
    assert.match(await by(here.teacher, alias), /by Ana Ruiz/);
    const offered = [...(await page(jonas, '/discussion')).matchAll(/<option value="([^"]+)"><\/option>/g)];
    assert.deepEqual(
      offered.map(([, name]) => name),
      offered.map(([, name]) => name).toSorted(),
    );
    assert.ok(offered.some(([, name]) => name === alias));
  });

  it('turns mentions and quotations into aliases, whoever wrote them', async () => {
    const alias = await aliasOf('陈美');
    const { teacher, students, ids, discussionId } = here;
    const mention = `<span data-member="${handleOf(discussionId, ids['mei-chen'])}">@陈美</span>`;
    const html = `<blockquote data-post="2"><p>canal</p></blockquote><p>${mention}, is that so?</p>`;
    await teacher.post(`${teacher.base}/posts/1/replies`, {
      html,
      text: '@陈美, is that so?',
      format: 'rich',
    });
    assert.match(textOf(await page(teacher, '/posts/1')), /2, 陈美 canal @陈美 , is that so\?/);
    const seen = await page(jonas, '/posts/1');
    assert.match(textOf(seen), new RegExp(`2, ${alias} canal @${alias} , is that so`));
    assert.doesNotMatch(seen, /陈美/);
    assert.match(
      textOf(await page(students['mei-chen'], '/posts/1')),
      new RegExp(`@${alias} \\(mentions you\\)`),
    );
    assert.match(textOf(await page(jonas, '/search?q=is+that+so')), new RegExp(`@${alias}, is that so`));
  });

  it('puts aliases into a plain field, of a quotation or an edit by those who see names, and takes them back from it', async () => {
    const alias = await aliasOf('陈美');
    const { teacher } = here;
    await teacher.post(`${teacher.base}/posts/3/replies`, { text: 'Ask @陈美 about tolls.' });
    const typed = (html: string) => /<textarea id="text"[^>]*>([^<]*)/.exec(html)?.[1]?.trim();
    const own = String((await collection('posts').findOne({ plain: /about tolls/ }))?._id);
    const quoting = typed(await page(teacher, `/posts/3?to=${own}&quote=1`));
    assert.equal(typed(await page(teacher, `/edit/${own}`)), `Ask @${alias} about tolls.`);
    assert.match(quoting ?? '', new RegExp(`Ask @${alias} about tolls\\.`));
    await teacher.post(`${teacher.base}/edit/${own}`, { text: `Ask @${alias} about the tolls.` });
    assert.match(textOf(await page(teacher, '/posts/3')), /Ask @陈美 about the tolls\./);
    assert.match(textOf(await page(jonas, '/posts/3')), new RegExp(`Ask @${alias} about the tolls\\.`));
  });

  it('takes no id from elsewhere for a mention, which would tell whose alias it is', async () => {
    const id = here.ids['ana-ruiz'];
    const coded = `&#${id.charCodeAt(0)};${id.slice(1)}`;
    const tried = [
      `<span data-member="${id}">@her</span>`,
      `<b data-member="${id}">@her</b>`,
      `<SPAN DATA-MEMBER='${id}'>@her</SPAN>`,
      `<span title=">" data-member="${id}">@her</span>`,
      `<span data-member="${coded}">@her</span>`,
      `@[${id}]`,
      `@<b>[</b>${id}]`,
    ];
    const path = `${jonas.base}/posts/3/replies`;
    for (const html of tried) {
      // The same words twice are one post.
      const words = `<p>Is it ${html}? ${tried.indexOf(html)}</p>`;
      await jonas.post(path, { html: words, format: 'rich' });
    }
    for (const text of [`Is it @[${id}]?`, `Is it @\u0001[${id}]? No.`]) await jonas.post(path, { text });
    const seen = textOf(await page(jonas, '/posts/3'));
    assert.equal(seen.match(/Is it @Someone \?/g)?.length, 5);
    const alias = await aliasOf('Ana Ruiz');
    const own = await collection('posts')
      .find({ authorId: here.ids['jonas-lindqvist'], plain: /^Is it/ })
      .toArray();
    assert.equal(own.length, tried.length + 2);
    const places = ['/posts/3', '/search?q=is+it', '/discussion?show=mine'];
    const about = own
      .slice(5)
      .flatMap(({ _id }) => [`/edit/${_id}`, `/changes/${_id}`, `/posts/3?to=${_id}&quote=1`]);
    for (const place of [...places, ...about])
      assert.doesNotMatch(await page(jonas, place), new RegExp(`@ ?${alias}`), place);
    assert.ok(own.every(({ mentions }) => !mentions.includes(id)));
    await collection('posts').deleteMany({ _id: { $in: own.map(({ _id }) => _id) } });
  });

  it('tells no part of an id where a list cuts a mention off, or to whoever searches for one', async () => {
    const id = here.ids['adaeze-okafor'];
    const meaning = (who: string) => `<span data-member="${handleOf(here.discussionId, who)}">@her</span>`;
    const mention = meaning(id);
    const ofTeacher = await collection('posts').findOne({ threadNumber: 2, authorRole: 'instructor' });
    // Short names in place of ids leave room for what was cut off at 300.
    const names = `${meaning(String(ofTeacher?.authorId))} `.repeat(5);
    const filling = 'x'.repeat(300 - 5 * 20 - 19);
    const write = (html: string) =>
      jonas.post(`${jonas.base}/posts`, { html, text: '', title: '', format: 'rich' });
    await write(`<p>${names}${filling} ${mention}</p>`);
    const kept = await collection('posts').findOne({ plain: new RegExp(filling) });
    assert.match(String(kept?.plain).slice(0, 300), /@\[[\w-]{15,16}$/);
    const list = textOf(await page(jonas, '/discussion?show=mine'));
    assert.match(list, new RegExp(filling));
    assert.doesNotMatch(list, new RegExp(`${filling} @`));
    // Parts of it stand in the text as well, so that an index of words has them.
    const [first, last] = [id.slice(0, 3), id.slice(-3)];
    await write(`<p>to ${first} ${last} ${mention} be</p>`);
    const found = async (query: string) => page(jonas, `/search?q=${encodeURIComponent(query)}`);
    assert.doesNotMatch(await found(`"to ${first}"`), /No post or reply here/);
    for (const query of [
      ...[`@[${first}`, `"@[${first}"`, `"@@[[${first}"`, `"${last} @[${first}"`, `"@\\[${first}"`],
      ...[`"${last}]"`, `${last}]`, `"${last}] be"`],
    ])
      assert.match(await found(query), /No post or reply here/, query);
  });

  it('shows through a student’s eyes what that student sees', async () => {
    const alias = await aliasOf('Jonas Lindqvist');
    const carmen = await launchAs(practice, 'canvas', 'observer-carmen', `launch/${here.activity}`);
    for (const visitor of [here.teacher, carmen]) {
      const html = await page(visitor, `/as/${here.ids['ana-ruiz']}/posts/2`);
      assert.ok(authorsOn(html).includes(alias));
      assert.doesNotMatch(html, /Lindqvist/);
    }
  });

  /** Whatever would tell who somebody is. */
  async function tellTales(): Promise<string[]> {
    const ids = CLASSMATES.map((key) => here.ids[key]);
    const members = await collection('members')
      .find({ _id: { $in: ids as never[] } })
      .toArray();
    const { people } = await lmsJson(`${practice.lms.origin}/canvas`);
    const keys = CLASSMATES.map((key) => `student-${key}`);
    const accounts = people.filter(({ key }: { key: string }) => keys.includes(key));
    assert.deepEqual([members.length, accounts.length], [4, 4]);
    return [
      ...members.flatMap(({ _id, sub, name }) => [String(_id), String(sub), String(name)]),
      ...accounts.flatMap(({ email, givenName, familyName }: Record<string, string>) => [
        email ?? '',
        givenName ?? '',
        familyName ?? '',
      ]),
    ].filter((tale) => tale.length > 1);
  }

  it('tells no classmate’s name, address or id in whatever a student can ask for', async () => {
    const tales = await tellTales();
    const told = ({ html, headers, location }: Answer) => {
      // The switch of languages leads back to the address that was asked for, which tells nobody anything.
      const page = html.replace(/name="at" value="[^"]*"/g, '');
      const all = [page, location ?? '', ...[...headers].flat()].join('\n');
      return tales.filter((tale) =>
        new RegExp(`(?<![\\p{L}\\p{N}])${tale}(?![\\p{L}\\p{N}])`, 'u').test(all),
      );
    };
    const post = await collection('posts').findOne({
      discussionId: here.discussionId,
      number: 1,
      parentId: null,
    });
    const own = await collection('posts').findOne({ authorId: here.ids['jonas-lindqvist'], parentId: null });
    const ids: Record<string, string> = {
      ...{ number: '2', member: here.ids['ana-ruiz'], discussion: here.discussionId, label: '2.1' },
      ...{ post: String(post?._id), change: 'pause' },
    };
    const csrf = await jonas.csrfToken();
    const fields = { text: 'Own words.', parentId: ids.post ?? '', q: 'canal', by: 'time' };
    const queries = [
      '',
      '?order=needs',
      '?show=mine',
      '?show=answers',
      '?show=unanswered',
      '?q=toll',
      '?at=3&closed=1',
    ];
    let asked = 0;
    for (const route of routesOf(practice.tool.app)) {
      const [method, pattern = ''] = route.split(' ');
      const at = (more: Record<string, string> = {}) =>
        pattern
          .replace('/s/:session', jonas.base)
          .replace(/:(\w+)/g, (_, name) => ({ ...ids, ...more })[name] ?? 'unknown');
      for (const path of new Set([at(), at({ post: String(own?._id) })]))
        for (const query of method === 'GET' ? queries : ['']) {
          const answer =
            method === 'GET' ? await jonas.get(path + query) : await jonas.post(path, fields, csrf);
          assert.deepEqual(told(answer), [], `${method} ${path}${query}`);
          if (answer.status === 200) asked += 1;
        }
    }
    assert.ok(asked > 40, `only ${asked} pages were there to read`);
    assert.deepEqual(told({ ...(await here.teacher.get(`${here.teacher.base}/posts/2`)) }).length > 0, true);
  });

  describe('when the setting changes', () => {
    let later: ClassIn;
    before(async () => {
      later = await classIn(practice, 'Later aliases');
    });
    const settings = (aliases: string, confirmed?: string) => ({
      ...{
        title: 'Later aliases',
        promptText: 'Discuss.',
        maximum: '10',
        zone: 'UTC',
        aliases,
      },
      ...(confirmed ? { confirmed } : {}),
    });
    const save = (aliases: string, confirmed?: string) =>
      settingsSeen(later.teacher).then((seen) =>
        later.teacher.post(`${later.teacher.base}/settings`, { ...settings(aliases, confirmed), seen }),
      );
    const seen = async () => authorsOn(await page(later.students['ana-ruiz'], '/discussion'));

    it('asks nothing as long as nobody has written', async () => {
      for (const aliases of ['yes', 'no']) assert.equal((await save(aliases)).status, 303);
    });

    it('says before that names were seen, and before that they will be, and waits for a tick', async () => {
      await later.fill([{ replies: 0 }]);
      assert.deepEqual(await seen(), ['Jonas Lindqvist']);
      const on = await save('yes');
      assert.equal(on.status, 422);
      assert.match(textOf(on.html), /may remember who wrote what.*Yes, change it/);
      assert.match(on.html, /value="yes" selected/);
      assert.deepEqual(await seen(), ['Jonas Lindqvist']);
      assert.equal((await save('yes', 'opening.confirm.aliasesOff')).status, 422, 'a tick at something else');
      assert.equal((await save('yes', 'opening.confirm.aliasesOn')).status, 303);
      const [alias] = await seen();
      assert.notEqual(alias, 'Jonas Lindqvist');
      assert.match(textOf((await save('no')).html), /This will show names to everyone/);
      assert.deepEqual(await seen(), [alias]);
      assert.equal((await save('yes')).status, 303, 'nothing changes');
      assert.equal((await save('no', 'opening.confirm.aliasesOff')).status, 303);
      assert.deepEqual(await seen(), ['Jonas Lindqvist']);
      await save('yes', 'opening.confirm.aliasesOn');
      assert.deepEqual(await seen(), [alias], 'the same as before');
    });
  });
});
