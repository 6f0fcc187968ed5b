import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatText } from '../../src/usecases/formatText.ts';

describe('Plain typing becomes safe HTML', () => {
  const html = (typed: string) => formatText(typed).html;

  it('an empty line begins a paragraph, a line break stays one', () => {
    assert.equal(html('one\ntwo\n\nthree'), '<p>one<br>two</p><p>three</p>');
  });

  it('lines after "> " are a quotation, with paragraphs and lists of its own', () => {
    assert.equal(html('> one\n>\n> two'), '<blockquote><p>one</p><p>two</p></blockquote>');
    assert.equal(html('> - one\n> - two'), '<blockquote><ul><li>one</li><li>two</li></ul></blockquote>');
  });

  it('lines after "- " are a list', () => {
    assert.equal(html('Two things:\n- one\n- two'), '<p>Two things:</p><ul><li>one</li><li>two</li></ul>');
  });

  it('a year at the start of a line, a dash in a sentence and a comparison stay what they are', () => {
    assert.equal(html('1968. A year.'), '<p>1968. A year.</p>');
    assert.equal(html('a - b, 3 > 2'), '<p>a - b, 3 > 2</p>');
    assert.equal(html('-5 degrees'), '<p>-5 degrees</p>');
  });

  it('web addresses become links that open a new tab', () => {
    assert.equal(
      html('See https://example.org/a?b=c.'),
      '<p>See <a href="https://example.org/a?b=c" target="_blank" rel="noopener nofollow ugc">https://example.org/a?b=c</a>.</p>',
    );
  });

  it('markup and script addresses are text like any other', () => {
    const { html: made, plain } = formatText('<img src=x onerror=alert(1)> javascript:alert(1)');
    assert.doesNotMatch(made, /<img|<a /);
    assert.equal(plain, '<img src=x onerror=alert(1)> javascript:alert(1)');
  });

  it('counts the words a reader sees', () => {
    assert.equal(formatText('> one two\n\n- three').words, 3);
  });

  it('control characters go, every script stays', () => {
    assert.equal(formatText('a\u0000b\u0007 نص 文字').text, 'ab نص 文字');
  });

  it('whatever is typed, only the six harmless elements come out', () => {
    const lines = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('> ', '- ', '<script>', '<p onclick=a>', 'https://a.b"><svg/onload=1>', ''),
      ),
    );
    fc.assert(
      fc.property(lines, (typed) => {
        const tags = html(typed.join('\n')).match(/<\/?[a-z][^>]*>/gi) ?? [];
        for (const tag of tags)
          assert.match(
            tag,
            /^<\/?(p|br|blockquote|ul|li|a)( href="(https?:|mailto:)[^"<>]*" target="_blank" rel="noopener nofollow ugc")?>$/,
          );
      }),
    );
  });

  it('as many @ as there is room for keep nobody waiting, however many people there are', () => {
    const people = Array.from({ length: 300 }, (_, number) => ({ id: `m${number}`, name: `Ana ${number}` }));
    for (const typed of ['@'.repeat(50_000), '@\n'.repeat(25_000), '@ana '.repeat(10_000)])
      assert.doesNotMatch(formatText(typed, people).html, /<span/);
    assert.match(formatText('@ana 7, you too', people).html, /<span data-member="m7"><\/span>, you too/);
  });

  it('nothing typed is lost: the plain text holds every letter', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z0-9 ]{0,12}$/)), (lines) => {
        const letters = (text: string) => text.replace(/\s+/g, '');
        assert.equal(letters(formatText(lines.join('\n')).plain), letters(lines.join('')));
      }),
    );
  });
});
