import assert from 'node:assert/strict';
import { countWords, isBlank } from '../../src/domain/post.ts';

describe('Counting words', () => {
  it('counts what stands between spaces', () => {
    assert.equal(countWords('The lock was repaired\n\nin  1801.'), 6);
    assert.equal(countWords(''), 0);
  });

  it('takes contractions, compounds, numbers and web addresses as one word', () => {
    assert.equal(countWords('don’t well-known 3.14 https://example.org/a/b?c=d-e'), 4);
  });

  it('separates at dashes and an ellipsis, and counts no punctuation', () => {
    assert.equal(countWords('coal—and lime – moved … slowly...then'), 5);
    assert.equal(countWords('* * * – ? ! 🚀'), 0);
  });

  it('counts languages with accents and other alphabets', () => {
    assert.equal(countWords('Où est l’écluse ? Где шлюз?'), 5);
    assert.equal(countWords('운하는 느리다'), 2);
    assert.equal(countWords('القناة بطيئة'), 2);
  });

  it('finds words where nothing separates them', () => {
    const chinese = countWords('运河改变了城市');
    assert.ok(chinese >= 3 && chinese <= 6, `${chinese}`);
    const thai = countWords('คลองนี้ยาวมาก');
    assert.ok(thai >= 2 && thai <= 5, `${thai}`);
  });

  it('counts words beside the unspaced ones', () => {
    assert.equal(countWords('see 运河 here'), 2 + countWords('运河'));
  });
});

describe('A blank text', () => {
  it('is one in which nothing is seen', () => {
    for (const text of [
      '',
      ' \n\t',
      '\u00a0\u2003',
      '\u200b\u200d\ufeff',
      '\u3164\u115f',
      '\u2800',
      '\u00ad',
    ])
      assert.equal(isBlank(text), true, JSON.stringify(text));
  });

  it('is not one with a single mark in it', () => {
    for (const text of ['a', '?', '👍', '½', '字', ' . ']) assert.equal(isBlank(text), false, text);
  });
});
