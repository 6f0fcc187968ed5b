import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { launchAs, type Practice, startPractice, textOf, Visitor } from '../support/practice.ts';

describe('A link to a post', () => {
  let practice: Practice;
  let here: ClassIn;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Links');
    await here.fill([{ replies: 0 }, { replies: 4 }]);
  });
  after(() => practice?.close());

  const link = (label: string, discussion = here.discussionId) => `/d/${discussion}/${label}`;

  it('stands at each post and reply, without a visit in it', async () => {
    const { html } = await here.students['ana-ruiz'].get(`${here.students['ana-ruiz'].base}/posts/2`);
    for (const label of ['2', '2.1', '2.4']) assert.ok(html.includes(`href="${link(label)}"`), label);
  });

  it('leads anybody who has the discussion open in their browser to the post', async () => {
    for (const visitor of [here.students['ana-ruiz'], here.students.wulandari, here.teacher]) {
      const answer = await visitor.get(link('2.3'));
      assert.deepEqual([answer.status, answer.location], [303, `${visitor.base}/posts/2?at=3#reply-3`]);
    }
  });

  it('goes on in the visit on whose page it stands, where a browser has several', async () => {
    const { teacher } = here;
    const first = teacher.base;
    await launchAs(practice, 'canvas', 'test-student', `launch/${here.activity}`, teacher);
    const second = teacher.base;
    for (const base of [first, second]) {
      const referer = `${practice.tool.baseUrl}${base}/posts/1`;
      const answer = await teacher.send(link('1'), { headers: { referer } });
      assert.equal(answer.location, `${base}/posts/1`);
    }
    teacher.base = first;
  });

  it('tells everybody else to open it from the course, in the same words whatever there is', async () => {
    const elsewhere = await classIn(practice, 'Elsewhere');
    const strangers = [new Visitor(practice.tool.baseUrl), elsewhere.students['ana-ruiz']];
    for (const visitor of strangers) {
      const [real, unreal] = [
        await visitor.get(link('2.3')),
        await visitor.get(link('2.3', 'nothing-like-it')),
      ];
      assert.deepEqual([real.status, unreal.status], [401, 401]);
      assert.equal(real.html, unreal.html);
      assert.match(textOf(real.html), /Open this from your course/);
      assert.match(textOf(real.html), /look for number 2\.3/);
    }
    for (const odd of ['2.3.4', '0', 'x', '2.', '%3Cb%3E'])
      assert.doesNotMatch((await strangers[0]?.get(link(odd)))?.html ?? '', /look for number/, odd);
  });

  it('is remembered for half an hour, and the next launch of that discussion leads there, once', async () => {
    const wished = new Landing(practice.tool.baseUrl);
    const cold = await wished.get(link('2.3'));
    assert.match(
      cold.headers.get('set-cookie') ?? '',
      /^__Host-rejoinder-wish=[^;]+; Max-Age=1800; Path=\/; .*HttpOnly; Secure; SameSite=None$/,
    );
    const other = await classIn(practice, 'Another');
    await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${other.activity}`, wished);
    assert.match(wished.landed, /^\/s\/[\w-]+$/, 'another discussion opens as ever');
    await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${here.activity}`, wished);
    assert.match(wished.landed, /^\/s\/[\w-]+\/posts\/2\?at=3#reply-3$/);
    await launchAs(practice, 'canvas', 'student-jonas-lindqvist', `launch/${here.activity}`, wished);
    assert.match(wished.landed, /^\/s\/[\w-]+$/);
  });

  it('leads whoever may not read posts to what they may', async () => {
    const carmen = await launchAs(practice, 'canvas', 'observer-carmen', `launch/${here.activity}`);
    assert.equal((await carmen.get(link('2.3'))).location, `${carmen.base}/discussion`);
  });

  it('to what is not there ends as any such page does', async () => {
    const { 'ana-ruiz': ana } = here.students;
    const answer = await ana.get((await ana.get(link('99'))).location ?? '');
    assert.equal(answer.status, 404);
  });
});

/** A browser that remembers where a launch led. */
class Landing extends Visitor {
  landed = '';

  override async send(path: string, init: RequestInit) {
    const answer = await super.send(path, init);
    if (answer.location?.startsWith('/s/')) this.landed = answer.location;
    return answer;
  }
}
