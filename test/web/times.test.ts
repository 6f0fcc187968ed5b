import assert from 'node:assert/strict';
import { languageFor, OFFERED } from '../../src/web/language.ts';
import { zoneName } from '../../src/web/times.ts';
import {
  asking,
  launchAs,
  type Practice,
  setUpActivity,
  startPractice,
  textOf,
} from '../support/practice.ts';

describe('Times', () => {
  const night = new Date('2031-12-04T22:59:00Z');
  const said = (code: string, own: string | null, at = night, zone = 'Europe/Madrid') => {
    const { date, deadline } = languageFor(code, own);
    return [date(at, zone), deadline(at, zone)].map((one) => one.replace(/[\u2066-\u2069]/g, ''));
  };

  it('are the discussion’s, which is named where one has to be in time; the reader’s own stand beside them', () => {
    assert.deepEqual(said('en', null), ['Thu, 4 Dec 2031, 23:59', 'Thu, 4 Dec 2031, 23:59 (Madrid)']);
    assert.deepEqual(said('en', 'America/New_York'), [
      'Thu, 4 Dec 2031, 23:59 (17:59 where you are)',
      'Thu, 4 Dec 2031, 23:59 (Madrid) · 17:59 where you are',
    ]);
  });

  it('are said once where the clock is the same, whatever the zone is called', () => {
    for (const own of ['Europe/Madrid', 'Europe/Paris', 'Europe/Berlin'])
      assert.equal(said('en', own)[1], 'Thu, 4 Dec 2031, 23:59 (Madrid)', own);
  });

  it('tell the reader’s day where it is another one', () => {
    assert.equal(
      said('en', 'Asia/Tokyo')[1],
      'Thu, 4 Dec 2031, 23:59 (Madrid) · Fri, 5 Dec 2031, 07:59 where you are',
    );
  });

  it('go by what the clock is at that moment: between two changes to summer time they differ otherwise', () => {
    // In 2031 New York changes on 9 March, Madrid on 30 March.
    const [before, between, after] = ['2031-03-08', '2031-03-20', '2031-04-02'].map((day) =>
      said('en', 'America/New_York', new Date(`${day}T12:00:00Z`))[0]?.slice(-24),
    );
    assert.deepEqual(
      [before, between, after],
      ['3:00 (07:00 where you are)', '3:00 (08:00 where you are)', '4:00 (08:00 where you are)'].map((end) =>
        end.slice(-24),
      ),
    );
    // Phoenix never changes, Denver does: the same clock in winter alone.
    const here = (at: string) => said('en', 'America/Phoenix', new Date(at), 'America/Denver')[0];
    assert.equal(here('2031-01-15T12:00:00Z'), 'Wed, 15 Jan 2031, 05:00');
    assert.equal(here('2031-07-15T12:00:00Z'), 'Tue, 15 Jul 2031, 06:00 (05:00 where you are)');
  });

  it('are said in every language, and their zone by its name there', () => {
    const all = OFFERED.map(({ code }) => said(code, 'Asia/Kolkata')[1]);
    assert.equal(new Set(all).size, OFFERED.length);
    for (const one of all) assert.match(one ?? '', /Madrid/);
    const names = Object.fromEntries(
      OFFERED.map(({ code }) => [code, zoneName('Europe/Madrid', languageFor(code))]),
    );
    assert.equal(names.en, 'Europe/Madrid (Central European Time)');
    assert.equal(names.de, 'Europe/Madrid (Mitteleuropäische Zeit)');
    assert.match(names.ar ?? '', /توقيت وسط أوروبا/);
    assert.equal(zoneName('UTC', languageFor('es')), 'UTC (tiempo universal coordinado)');
  });

  it('read from right to left in Arabic, place and all', () => {
    const due = languageFor('ar', 'America/New_York').deadline(night, 'Europe/Madrid');
    assert.match(due, /^\u2067\u2068الخميس.*\u2069 \(\u2068Madrid\u2069\)\u2069 · \u2068.*\u2069 بتوقيتكم$/u);
    assert.match(languageFor('ar').t('checklist.due', { at: due }), /\u2067\u2067\u2068الخميس/u);
  });

  describe('of a page', () => {
    let practice: Practice;
    let activity: string;
    before(async () => {
      practice = await startPractice();
      const due = {
        ...asking({ due: '2031-12-04T23:59' }, { due: '2031-12-05T23:59' }),
        zone: 'Europe/Madrid',
      };
      ({ activity } = await setUpActivity(practice, 'canvas', due));
    });
    after(() => practice?.close());

    it('stand beside those of the zone that the browser tells, and what is no zone is taken for none', async () => {
      const ana = await launchAs(practice, 'canvas', 'student-ana-ruiz', `launch/${activity}`);
      const { cookie } = ana;
      const pageIn = async (zone: string) => {
        ana.cookie = `${cookie}; rejoinder-zone=${zone}`;
        return textOf((await ana.get(`${ana.base}/discussion`)).html);
      };
      assert.match(
        await pageIn('America/Argentina/Buenos_Aires'),
        /due Thu, 4 Dec 2031, 23:59 \(Madrid\) · 19:59 where you are/,
      );
      for (const none of ['Mars/Olympus', 'Europe/Madrid', '+03:00', 'x'.repeat(5000), '%00', '__proto__'])
        assert.doesNotMatch(await pageIn(none), /where you are/, none);
    });
  });
});
