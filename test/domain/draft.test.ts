import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Draft,
  discard,
  discardOther,
  endByPosting,
  isUnsent,
  keepWords,
  MOST_OTHERS,
  placeOf,
  type Saved,
  standing,
  takeUp,
} from '../../src/domain/draft.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 9, 13, 18, 0) + minute * 60_000);
const words = (text: string): Saved['fields'] => [
  ['title', ''],
  ['text', text],
];
const saved = (text: string, more: Partial<Saved> = {}): Saved => ({
  ...{ fields: words(text), writtenAt: at(0), mark: { writer: 'laptop', turn: 1 }, based: 0 },
  ...more,
});
const byPhone = (turn = 1) => ({ writer: 'phone', turn });
const textOf = ({ fields }: { fields: Saved['fields'] }) => fields.find(([name]) => name === 'text')?.[1];
const begun = (text = 'One.') => keepWords(null, saved(text)).draft;
const keep = (draft: Draft | null, ...saves: Saved[]): Draft =>
  saves.reduce<Draft | null>((kept, save) => keepWords(kept, save).draft, draft) as Draft;

describe('A draft', () => {
  it('goes on from what its page knew, on any device, and keeps nothing beside it', () => {
    const draft = keep(
      begun(),
      saved('One. Two.', { mark: byPhone(), based: 1, writtenAt: at(1) }),
      saved('One. Two. Three.', { based: 2, writtenAt: at(2) }),
    );
    assert.equal(textOf(draft.current), 'One. Two. Three.');
    assert.deepEqual(draft.others, []);
  });

  it('that two devices wrote without knowing of each other is the newest, with the other beside it', () => {
    const draft = keep(begun(), saved('On the phone.', { mark: byPhone(), writtenAt: at(5) }));
    assert.equal(textOf(draft.current), 'On the phone.');
    assert.deepEqual(draft.others.map(textOf), ['One.']);
  });

  it('is the newest also where the older one arrives later', () => {
    const draft = keep(
      keep(null, saved('Typed second.', { writtenAt: at(9) })),
      saved('Typed first, without a network.', { mark: byPhone(), writtenAt: at(3) }),
    );
    assert.equal(textOf(draft.current), 'Typed second.');
    assert.deepEqual(draft.others.map(textOf), ['Typed first, without a network.']);
  });

  it('has two versions, and not a dozen, where two devices go on writing at the same time', () => {
    let draft = begun('L0');
    for (let turn = 1; turn <= 12; turn++) {
      draft = keep(
        draft,
        saved(`P${turn}`, { mark: byPhone(turn), writtenAt: at(2 * turn) }),
        saved(`L${turn}`, { mark: { writer: 'laptop', turn: turn + 1 }, writtenAt: at(2 * turn + 1) }),
      );
    }
    assert.deepEqual([textOf(draft.current), draft.others.map(textOf)], ['L12', ['P12']]);
  });

  it('is not written twice by an answer that was lost, nor turned back by words that were overtaken', () => {
    const first = saved('One.');
    const second = saved('One. Two.', { mark: { writer: 'laptop', turn: 2 }, writtenAt: at(1) });
    const draft = keep(null, first, second);
    assert.equal(keep(draft, second), draft);
    assert.equal(keep(draft, first), draft);
  });

  it('keeps nothing blank beside it, and nothing twice', () => {
    const draft = keep(
      begun(),
      saved(' \u200b', { mark: byPhone(1), writtenAt: at(-1) }),
      saved('One.', { mark: { writer: 'tablet', turn: 1 }, writtenAt: at(1) }),
    );
    assert.deepEqual([textOf(draft.current), draft.others], ['One.', []]);
  });

  it('that was sent is not brought back by another page that shows the same words', () => {
    const draft = endByPosting(begun(), saved('One.', { based: 1, mark: { writer: 'laptop', turn: 2 } }));
    const late = keep(draft, saved('One.', { mark: byPhone(), writtenAt: at(9) }));
    assert.equal(late.ended, 'posted');
    assert.equal(isUnsent(late), false);
  });

  it('that was sent is not brought back by words that were under way meanwhile', () => {
    const draft = endByPosting(begun(), saved('One. Two.', { mark: { writer: 'laptop', turn: 3 } }));
    assert.equal(keep(draft, saved('One. T', { mark: { writer: 'laptop', turn: 2 } })), draft);
  });

  it('begins anew, also with the same words, on a page that knows it was sent', () => {
    const sent = endByPosting(begun(), saved('One.', { mark: null, based: 1 }));
    const next = saved('One.', { mark: byPhone(), based: sent.current.version });
    assert.equal(textOf(standing(keep(sent, next)) ?? assert.fail()), 'One.');
  });

  it('keeps what another device wrote when an older version is sent', () => {
    const both = keep(begun(), saved('On the phone.', { mark: byPhone(), writtenAt: at(5) }));
    const sent = endByPosting(both, saved('One.', { mark: null, based: 1, writtenAt: at(6) }));
    assert.deepEqual([sent.ended, sent.others.map(textOf)], ['posted', ['On the phone.']]);
    assert.ok(isUnsent(sent));
  });

  it('that is sent twice by the same form was sent once', () => {
    const form = saved('One.', { mark: null, based: 1, writtenAt: at(1) });
    const sent = endByPosting(begun(), form);
    assert.equal(endByPosting(sent, { ...form, writtenAt: at(2) }), sent);
  });

  it('that was discarded can be brought back', () => {
    const gone = discard(begun(), at(1));
    assert.equal(standing(gone), null);
    assert.equal(textOf(takeUp(gone, gone.current.version, null, at(2)).current), 'One.');
  });

  it('that was discarded can be brought back after something else was typed, which stays beside it', () => {
    const gone = discard(begun(), at(1));
    const typed = saved('Two.', { mark: null, based: gone.current.version, writtenAt: at(2) });
    const back = takeUp(gone, gone.current.version, typed, at(2));
    assert.deepEqual([textOf(back.current), back.others.map(textOf)], ['One.', ['Two.']]);
    const blank = takeUp(gone, gone.current.version, { ...typed, fields: words('') }, at(2));
    assert.deepEqual([textOf(blank.current), blank.others], ['One.', []]);
  });

  it('that was posted is not brought back', () => {
    const sent = endByPosting(begun(), saved('One.', { mark: null, based: 1 }));
    assert.equal(takeUp(sent, sent.current.version, null, at(2)), sent);
  });

  it('gives way to the other version, and stays beside it', () => {
    const both = keep(begun(), saved('On the phone.', { mark: byPhone(), writtenAt: at(5) }));
    const [other] = both.others;
    const taken = takeUp(both, other?.version ?? 0, null, at(6));
    assert.deepEqual([textOf(taken.current), taken.others.map(textOf)], ['One.', ['On the phone.']]);
    assert.deepEqual(discardOther(taken, taken.others[0]?.version ?? 0).others, []);
  });

  it('with an image and no words is not empty, with an empty paragraph it is', () => {
    const rich = (html: string) => keepWords(null, saved('', { fields: [['html', html]] })).draft;
    assert.equal(isUnsent(rich('<p></p><p><br></p>')), false);
    assert.ok(isUnsent(rich('<p><img data-file="f"></p>')));
  });

  it('loses no words, whatever devices do in whatever order, and shows the newest', () => {
    const step = fc.record({
      device: fc.integer({ min: 0, max: 3 }),
      does: fc.constantFrom('types', 'types', 'types', 'types away', 'opens anew', 'sends again'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let draft: Draft | null = null;
        const devices = [0, 1, 2, 3].map((name) => ({ writer: `${name}`, turn: 0, based: 0 }));
        const sent: Saved[] = [];
        /** Words that nobody has gone on from, by who wrote them. */
        const last = new Map<string, { text: string; version: number }>();
        steps.forEach(({ device, does }, minute) => {
          const own = devices[device] as (typeof devices)[number];
          if (does === 'opens anew') {
            Object.assign(own, { writer: `${own.writer}'`, turn: 0, based: draft?.current.version ?? 0 });
            return;
          }
          const again = sent.at(-1);
          if (does === 'sends again' && again) {
            draft = keepWords(draft, again).draft;
            return;
          }
          own.turn += 1;
          const save = saved(`Words ${minute}`, {
            mark: { writer: own.writer, turn: own.turn },
            based: own.based,
            writtenAt: at(minute - (does === 'types away' ? 0.5 : 0)),
          });
          sent.push(save);
          for (const [writer, { version }] of last)
            if (version === own.based || writer === own.writer) last.delete(writer);
          const kept: ReturnType<typeof keepWords> = keepWords(draft, save);
          ({ draft } = kept);
          own.based = kept.version;
          last.set(own.writer, { text: `Words ${minute}`, version: kept.version });
        });
        if (!draft) return;
        const { current, others } = draft as Draft;
        const there = [current, ...others].map(textOf);
        const wanted = [...last.values()].map(({ text }) => text);
        if (wanted.length <= MOST_OTHERS) assert.deepEqual(there.toSorted(), wanted.toSorted());
        assert.ok(others.every(({ writtenAt }) => writtenAt <= current.writtenAt));
      }),
    );
  });
});

describe('The place of a draft', () => {
  it('is a new post, a reply to a post or an edit of one, and nothing else', () => {
    assert.deepEqual(placeOf('post'), { name: 'post', kind: 'post', postId: null });
    assert.deepEqual(placeOf('reply-a-b_c'), { name: 'reply-a-b_c', kind: 'reply', postId: 'a-b_c' });
    assert.equal(placeOf('edit-x')?.kind, 'edit');
    for (const name of ['', 'post-1', 'reply', 'reply-', 'edit-$ne', 'grade-x', `reply-${'x'.repeat(65)}`])
      assert.equal(placeOf(name), null, name);
  });
});
