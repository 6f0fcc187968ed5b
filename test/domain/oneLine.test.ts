import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nameTold, oneLine } from '../../src/domain/oneLine.ts';

describe('A title or a name in a line', () => {
  it('turns nothing around it, ends no line, and piles up nothing', () => {
    assert.equal(oneLine(' Week\u202e 6\n\u2069 '), 'Week  6');
    assert.equal(oneLine(`Z${'\u0335'.repeat(60)}algo`), `Z${'\u0335'.repeat(6)}algo`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        assert.doesNotMatch(oneLine(typed), /[\n\r\u2028\u202a-\u202e\u2066-\u2069]|\p{M}{7}/u);
        assert.equal(oneLine(oneLine(typed)), oneLine(typed));
      }),
    );
  });

  it('keeps what writing needs: joiners, marks, and words of any direction', () => {
    for (const name of [
      'عليرضا رضایی',
      'می‌خواهم',
      'Nguyễn Thị Ánh',
      'בְּרֵאשִׁ֖ית',
      '👩‍🏫 Ms Lee',
      'O’Neil-Ørsted',
    ])
      assert.equal(oneLine(name), name);
  });

  it('is no longer than a name, and no character is cut in two', () => {
    assert.equal(nameTold('👩'.repeat(300)), '👩'.repeat(200));
  });
});
