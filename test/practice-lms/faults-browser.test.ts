import assert from 'node:assert/strict';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { type Client, type Json, type Practice, startPractice } from './practice.ts';

describe('Practice LMS, faults and changes by hand in a browser', () => {
  let practice: Practice;
  let browser: Browser;
  let page: Page;
  let lms: Client;
  let link: Json;
  let ana: string;

  before(async function () {
    this.timeout(60_000);
    practice = await startPractice();
    lms = practice.at('canvas');
    link = await lms.addActivity({ title: 'Week 1', maximum: 10 });
    ana = await lms.sub('student-ana-ruiz');
    browser = await chromium.launch({ executablePath: await findChromium(), args: ['--no-sandbox'] });
    page = await browser.newPage({ javaScriptEnabled: false });
    page.setDefaultTimeout(5000);
  });
  after(async () => {
    await browser?.close();
    await practice.close();
  });

  it('switches a fault on, shows how often it struck, and switches it off, without JavaScript', async () => {
    await page.goto(`${lms.base}/as/teacher-rosa/courses/hist210`);
    await page.getByRole('link', { name: 'Faults' }).click();
    await page.getByText('Nothing: all calls are answered').waitFor();
    await page.getByRole('radio', { name: 'error-after' }).check();
    await page.getByLabel('Where', { exact: true }).selectOption({ label: 'Scores' });
    await page.getByLabel('How many times').fill('always');
    await page.getByRole('button', { name: 'Switch on' }).click();
    for (let i = 0; i < 2; i += 1) assert.equal((await lms.score(link.lineItem, ana)).status, 500);
    await page.reload();
    const list = page.getByRole('region', { name: 'Switched on' });
    assert.match(await list.innerText(), /error-after Scores, until it is switched off\s+struck 2 ×/);
    await list.getByRole('button', { name: 'Switch off error-after, Scores' }).click();
    await page.getByText('Nothing: all calls are answered').waitFor();
    assert.equal((await lms.score(link.lineItem, ana)).status, 200);
  });

  it('shows the strike beside the call', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'What the tool sent' }).click();
    assert.equal(await page.getByText('fault: error-after').count(), 2);
  });

  it('concludes a course, changes a column, a group, an enrolment, and merges accounts', async () => {
    await page.goto(`${lms.base}/as/teacher-rosa/courses/hist210`);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Conclude it' }).click();
    await page.getByText('This course is over.').waitFor();
    await page.getByRole('button', { name: 'Open it again' }).click();
    await page.getByText('This course is running.').waitFor();
    await page.getByLabel('Maximum of Week 1').fill('25');
    await page.getByRole('button', { name: 'Change the maximum of Week 1' }).click();
    await page.getByLabel('Groups, Week 1').selectOption('together');
    await page.getByRole('button', { name: 'Change the assignment Week 1' }).click();
    await page.getByLabel('Person', { exact: true }).selectOption('student-omar-haddad');
    await page.getByLabel('Role from now on').selectOption('none');
    await page.getByRole('button', { name: 'Change the role' }).click();
    await page.getByLabel('The account that goes').selectOption('student-wulandari');
    await page.getByLabel('The account that stays').selectOption('student-ana-ruiz');
    await page.getByRole('button', { name: 'Merge', exact: true }).click();
    const { columns, activities } = await lms.json('/as/teacher-rosa/courses/hist210/settings');
    assert.equal(columns[0].maximum, 25);
    assert.equal(activities[0].groups, 'together');
    const { people } = await lms.info();
    const roleOf = (key: string) => people.find((one: Json) => one.key === key).roles.hist210;
    assert.equal(roleOf('student-omar-haddad'), undefined);
    assert.equal(roleOf('student-wulandari'), undefined);
    await page.getByRole('button', { name: 'Delete and make again the column Week 1' }).click();
    await page.getByLabel('Maximum of Week 1').waitFor();
    const { lineItem } = (await lms.json('/as/teacher-rosa/courses/hist210/settings')).columns[0];
    assert.notEqual(lineItem, link.lineItem);
  });
});
