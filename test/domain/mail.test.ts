import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  afterTry,
  isInDoubt,
  leaving,
  type MailOutcome,
  mailFrom,
  TOO_OLD_MS,
} from '../../src/domain/mail.ts';

const NOW = new Date('2026-03-02T10:00:00Z');
const at = (ms: number) => new Date(NOW.getTime() + ms);
const outcome = (kind: 'later' | 'refused' | 'doubtful'): MailOutcome => ({ kind, problem: 'p', detail: '' });

describe('An e-mail', () => {
  it('is tried again only where it surely did not arrive, ever later, and for a day at most', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 60, maxLength: 60 }),
        (chances) => {
          let mail = mailFrom(NOW);
          let now = NOW;
          for (const chance of chances) {
            if (mail.state !== 'waiting' || !mail.nextAt) break;
            assert.ok(mail.nextAt >= now && mail.nextAt.getTime() - NOW.getTime() <= TOO_OLD_MS);
            now = mail.nextAt;
            mail = afterTry(leaving(mail, now), outcome('later'), NOW, now, chance);
            assert.ok(!isInDoubt(mail));
          }
          assert.deepEqual([mail.state, mail.nextAt], ['failed', null]);
        },
      ),
    );
  });

  it('ends with an answer, a refusal or a doubt, and is never due after that', () => {
    for (const [kind, state] of [
      ['refused', 'failed'],
      ['doubtful', 'doubtful'],
    ] as const) {
      const mail = afterTry(leaving(mailFrom(NOW), NOW), outcome(kind), NOW, at(5), 0);
      assert.deepEqual([mail.state, mail.nextAt, mail.problem], [state, null, 'p']);
    }
    const sent = afterTry(leaving(mailFrom(NOW), NOW), { kind: 'sent' }, NOW, at(5), 0);
    assert.deepEqual([sent.state, sent.nextAt, sent.at], ['sent', null, at(5)]);
  });
});
