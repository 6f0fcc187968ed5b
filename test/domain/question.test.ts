import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Conflict } from '../../src/domain/errors.ts';
import { answer, ask, close, MOST_MESSAGES, type Question } from '../../src/domain/question.ts';

const message = (requestId: string, by: string) => ({ requestId, by, text: 'Words.', at: new Date(0) });

describe('A question about a grade, whatever is done with it', () => {
  it('loses nothing that was said, says nothing twice, and is open only while the student has the last word', () => {
    const act = fc.record({
      what: fc.constantFrom('ask', 'answer', 'close'),
      id: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        let question = null as Question | null;
        for (const { what, id } of acts) {
          const before = question;
          try {
            if (what === 'ask') question = ask(question, message(String(id), 'student'));
            else if (question)
              question = what === 'close' ? close(question) : answer(question, message(String(id), 'grader'));
          } catch (error) {
            assert.ok(error instanceof Conflict && before?.state === 'closed' && what === 'ask');
          }
          assert.deepEqual(
            question?.messages.slice(0, before?.messages.length ?? 0) ?? [],
            before?.messages ?? [],
          );
        }
        const said = question?.messages.map(({ by, requestId }) => `${by} ${requestId}`) ?? [];
        assert.equal(new Set(said).size, said.length);
        if (question?.state === 'open') assert.equal(question.messages.at(-1)?.by, 'student');
      }),
    );
  });

  it('takes no more than can be read', () => {
    let question = ask(null, message('0', 'student'));
    for (let n = 1; n < MOST_MESSAGES; n++) question = ask(question, message(String(n), 'student'));
    assert.throws(() => ask(question, message('more', 'student')));
    assert.equal(question.messages.length, MOST_MESSAGES);
  });
});
