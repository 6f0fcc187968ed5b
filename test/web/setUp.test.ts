import assert from 'node:assert/strict';
import {
  addActivity,
  asking,
  launchAs,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
  type Visitor,
} from '../support/practice.ts';

describe('Setting up', () => {
  let practice: Practice;
  before(async () => {
    practice = await startPractice();
  });
  after(() => practice?.close());

  const choices = (fields: Record<string, string> = {}) => ({
    ...{ title: 'Week 6', promptText: 'Discuss.', maximum: '10' },
    ...{ zone: 'Europe/Berlin', requestId: 'one' },
    ...asking(),
    ...fields,
  });
  async function untouched(): Promise<{ activity: string; rosa: Visitor; yuki: Visitor; ana: Visitor }> {
    const activity = await addActivity(practice, 'canvas', { title: 'From the LMS', maximum: 10 });
    const visit = (person: string) => launchAs(practice, 'canvas', person, `launch/${activity}`);
    return {
      activity,
      rosa: await visit('teacher-rosa'),
      yuki: await visit('ta-yuki'),
      ana: await visit('student-ana-ruiz'),
    };
  }

  it('begins with the title that the activity has in the LMS', async () => {
    const { rosa } = await untouched();
    assert.match((await rosa.get(`${rosa.base}/set-up`)).html, /name="title"[^>]* value="From the LMS"/);
  });

  it('whoever came too early finds the discussion once it is there, without another launch', async () => {
    const { rosa, ana } = await untouched();
    assert.match(textOf((await ana.get(ana.base)).html), /Not ready yet/);
    await rosa.post(`${rosa.base}/set-up`, choices({ requestId: 'early' }));
    assert.equal((await ana.get(ana.base)).location, `${ana.base}/discussion`);
  });

  it('a second set-up of one place does not replace the first, and hands back what was typed', async () => {
    const { activity, rosa, yuki } = await untouched();
    const csrf = await yuki.csrfToken();
    await rosa.post(`${rosa.base}/set-up`, choices({ requestId: 'first' }));
    const second = await yuki.post(
      `${yuki.base}/set-up`,
      choices({ requestId: 'second', promptText: 'Another prompt.' }),
      csrf,
    );
    assert.equal(second.status, 409);
    assert.match(textOf(second.html), /Another prompt\./);
    const ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /Discuss\./);
    assert.equal((await yuki.get(`${yuki.base}/set-up`)).location, `${yuki.base}/discussion`);
  });

  it('the same form sent twice sets up one discussion', async () => {
    const { rosa } = await untouched();
    const csrf = await rosa.csrfToken();
    const send = () => rosa.post(`${rosa.base}/set-up`, choices({ requestId: 'twice' }), csrf);
    const answers = [await send(), await send()];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303],
    );
    assert.equal(
      await practice.tool.connection.collection('discussions').countDocuments({ requestId: 'twice' }),
      1,
    );
  });

  /** What has to be there for a field to be wrong. */
  const beside = (field: string): Record<string, string> => {
    if (field === 'closesAt') return { opensAt: '2031-01-02T00:00' };
    return field.startsWith('criterion')
      ? { 'criterion-1-title': 'Sources', 'criterion-1-levels': '2 Names a source' }
      : {};
  };
  for (const [field, typed, sentence] of [
    ['title', ' ', 'Give the discussion a title'],
    ['promptText', '', 'Write what they should discuss'],
    ['maximum', '0', 'more than 0'],
    ['maximum', '10.005', 'two decimals'],
    ['maximum', '', 'Enter a number'],
    ['row-2-count', '', 'Enter a number'],
    ['row-2-count', '1.5', 'whole number'],
    ['row-2-count', '11', 'too much to ask'],
    ['row-2-count', '12', 'out of bounds'],
    ['row-1-words', '10001', 'out of bounds'],
    ['row-1-points', '0.125', 'two decimals'],
    ['row-1-due', 'tomorrow', 'Enter a date'],
    ['row-1-due', '+275760-09-13T00:00', 'Enter a date'],
    ['closesAt', '2031-01-01T00:00', 'close before it opens'],
    ['criterion-1-levels', 'Good', 'each with its points first'],
    ['criterion-1-levels', '11 Names a source', 'The rubric gives more than that'],
    ['criterion-1-title', ' ', 'Say what is judged'],
    ['zone', 'Mars/Olympus', 'Choose a time zone'],
    ['zone', 'system', 'Choose a time zone'],
    ['zone', 'UTC+3', 'Choose a time zone'],
  ] as const) {
    it(`“${typed}” is refused for ${field}, and everything typed stays`, async () => {
      const { rosa } = await untouched();
      const answer = await rosa.post(
        `${rosa.base}/set-up`,
        choices({ promptText: 'Kept words.', ...beside(field), [field]: typed }),
      );
      assert.equal(answer.status, 422);
      assert.match(textOf(answer.html), new RegExp(sentence));
      if (field !== 'promptText') assert.match(answer.html, /Kept words\./);
    });
  }

  it('a due date means its whole minute in the zone chosen, and is shown there', async () => {
    const { teacher, activity } = await setUpActivity(practice, 'canvas', {
      ...asking({ due: '2030-03-31T23:59' }),
      zone: 'Asia/Tokyo',
    });
    const kept = await practice.tool.connection.collection('discussions').findOne({ zone: 'Asia/Tokyo' });
    assert.equal(kept?.requirements[0].dueAt.toISOString(), '2030-03-31T14:59:59.999Z');
    const ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    assert.match(textOf((await ana.get(`${ana.base}/discussion`)).html), /due Sun, 31 Mar 2030, 23:59/);
    assert.match((await teacher.get(`${teacher.base}/settings`)).html, /value="2030-03-31T23:59"/);
  });

  it('another maximum leaves a grade what it was, and says so', async () => {
    const { teacher, activity } = await setUpActivity(practice, 'canvas');
    await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
    const page =
      /href="([^"]+\/grading\/[^"]+)"><bdi>Ana Ruiz/.exec(
        (await teacher.get(`${teacher.base}/grading`)).html,
      )?.[1] ?? '';
    await teacher.post(page, { points: '9', comment: '', seen: '', after: 'stay' });
    await teacher.post(`${teacher.base}/settings`, choices({ maximum: '20' }));
    assert.match(textOf((await teacher.get(`${teacher.base}/grading`)).html), /Ana Ruiz .*? 9 of 10/);
    assert.match((await teacher.get(page)).html, /name="points"[^>]* value="18"/);
  });
});
