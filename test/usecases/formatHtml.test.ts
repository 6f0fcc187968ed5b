import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatHtml } from '../../src/usecases/formatHtml.ts';
import { formatText } from '../../src/usecases/formatText.ts';

describe('What an editor makes becomes safe HTML in one form', () => {
  const formatted = (html: string) => {
    const made = formatHtml(html);
    if ('problem' in made) throw new Error(made.problem);
    return made;
  };
  const source = (html: string) => formatted(html).text;
  const problem = (html: string) => {
    const made = formatHtml(html);
    return 'problem' in made ? made.problem : null;
  };

  it('keeps paragraphs, emphasis, headings, lists, quotations, code and tables', () => {
    const kept = [
      '<p>One <strong>bold</strong> and <em>slanted</em><br>line.</p>',
      '<h3>Heading</h3><h4>Smaller</h4>',
      '<ul><li>one<ol start="3"><li>three</li></ol></li></ul>',
      '<blockquote data-post="12.4"><p>Quoted.</p></blockquote>',
      '<pre><code>a &#x3C; b\n  c</code></pre>',
      '<table><thead><tr><th>Year</th></tr></thead><tbody><tr><td>1968</td></tr></tbody></table>',
    ].join('');
    assert.equal(source(kept), kept);
    assert.equal(formatted(kept).html, kept);
  });

  it('makes one form of what means the same', () => {
    assert.equal(source('<div><b>a</b> <i>b</i></div>'), '<p><strong>a</strong> <em>b</em></p>');
    assert.equal(source('<h1>a</h1><h2>b</h2><h6>c</h6>'), '<h3>a</h3><h3>b</h3><h4>c</h4>');
    assert.equal(source('<p>  a \n b&#9;<br></p><p></p><p> </p>'), '<p>a b</p>');
    assert.equal(source('loose <p>text</p> here'), '<p>loose</p><p>text</p><p>here</p>');
    assert.equal(
      source('<p><b>a</b><b>b</b> <strong>c</strong></p>'),
      '<p><strong>ab</strong> <strong>c</strong></p>',
    );
    assert.equal(
      source('<ul><li><p>a</p></li><ul><li>b</li></ul></ul>'),
      '<ul><li>a<ul><li>b</li></ul></li></ul>',
    );
    assert.equal(
      source('<table><tr><td><p>a</p></td></tr></table>'),
      '<table><tbody><tr><td>a</td></tr></tbody></table>',
    );
  });

  it('what surrounds a whole text copied from Google Docs is not bold', () => {
    const copied =
      '<b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="x">a</span></p></b>';
    assert.equal(source(copied), '<p>a</p>');
  });

  it('knows links to the web and to mailboxes, opens them in a new tab, and makes them of addresses', () => {
    assert.equal(
      source('<p><a href="https://example.org/a b" class="x">x</a></p>'),
      '<p><a href="https://example.org/a%20b">x</a></p>',
    );
    assert.match(
      formatted('<p><a href="mailto:a@example.org">x</a></p>').html,
      /<a href="mailto:a@example.org" target="_blank" rel="noopener nofollow ugc">x<\/a>/,
    );
    assert.match(
      formatted('<p>see https://example.org now</p>').html,
      /<a href="https:\/\/example.org" target="_blank"/,
    );
    assert.equal(source('<p>see https://example.org now</p>'), '<p>see https://example.org now</p>');
    for (const href of [
      'javascript:alert(1)',
      'JaVa\tscript:alert(1)',
      'data:text/html,x',
      '/s/x',
      '//example.org',
      'vbscript:x',
      'http://',
    ])
      assert.equal(source(`<p><a href="${href}">x</a></p>`), '<p>x</p>', href);
  });

  it('shows a formula as MathML, keeps its LaTeX to be edited, and counts it as typed', () => {
    const { html, text, plain } = formatted(
      '<p>So <span data-latex="\\frac{a}{b}"></span>.</p><div data-latex="x^2"></div>',
    );
    assert.equal(text, '<p>So <span data-latex="\\frac{a}{b}"></span>.</p><div data-latex="x^2"></div>');
    assert.match(
      html,
      /<span class="formula" data-latex="\\frac{a}{b}"><math xmlns="http:\/\/www.w3.org\/1998\/Math\/MathML"><mrow><mfrac><mi>a<\/mi><mi>b<\/mi><\/mfrac><\/mrow><\/math><\/span>/,
    );
    assert.match(html, /<div class="formula" data-latex="x\^2"><math [^>]*display="block"/);
    assert.equal(plain, 'So \\frac{a}{b}.\n\nx^2');
  });

  it('a formula that cannot be read stands as typed', () => {
    assert.equal(
      formatted('<p><span data-latex="\\frac{a"></span></p>').html,
      '<p><span class="formula unread" data-latex="\\frac{a"><code>\\frac{a</code></span></p>',
    );
    const roots = `${'\\sqrt{'.repeat(40)}x${'}'.repeat(40)}`;
    assert.match(formatted(`<p><span data-latex="${roots}"></span></p>`).html, /class="formula unread"/);
  });

  it('nothing in a formula reaches out of it', () => {
    for (const latex of [
      '\\href{javascript:alert(1)}{x}',
      '\\url{https://example.org}',
      '\\includegraphics{https://example.org/x.png}',
      '\\htmlData{a=b}{x}',
      '\\htmlStyle{position:fixed}{x}',
      '\\htmlId{a}{x}',
      '\\htmlClass{page}{x}',
    ])
      assert.doesNotMatch(
        formatted(`<p><span data-latex="${latex}"></span></p>`).html.replace(/data-latex="[^"]*"/, ''),
        / (href|src|style|id|data-\w+)=|class="(?!formula)|<img/,
        latex,
      );
    const bomb = `${'\\def\\a{xx}'}${'\\def\\a{\\a\\a}'.repeat(30)}\\a`;
    assert.match(formatted(`<p><span data-latex="${bomb}"></span></p>`).html, /class="formula unread"/);
  });

  it('a mention is a member’s id, in whatever name it came', () => {
    const { text, plain, words } = formatted(
      '<p>Hi <span data-member="a_B-1" class="x">@Ana Ruiz</span>!</p>',
    );
    assert.equal(text, '<p>Hi <span data-member="a_B-1"></span>!</p>');
    assert.equal(plain, 'Hi @[a_B-1]!');
    assert.equal(words, 2);
    assert.equal(source('<p><span data-member="&quot;><img>">x</span></p>'), '<p>x</p>');
  });

  it('a picture is a file of ours that somebody described, or said to be decorative', () => {
    const kept =
      '<p>See:</p><img data-file="aB-1_c" alt="A canal, with a &#x22;lock&#x22;"><img data-file="d" alt="">';
    assert.equal(source(kept), kept);
    assert.equal(formatted(kept).html, kept);
    assert.deepEqual(formatted(kept + kept).pictures, ['aB-1_c', 'd']);
    assert.equal(formatted(kept).plain, 'See:');
    assert.equal(
      source(
        '<p>a<img data-file="x" alt=" b " src="https://evil.example/x" width="9999" onerror="alert(1)">c</p>',
      ),
      '<p>a</p><img data-file="x" alt="b"><p>c</p>',
    );
    assert.equal(
      source('<p>a</p><img src="data:image/png;base64,AAAA" alt="b"><img data-file="../x" alt="c">'),
      '<p>a</p>',
    );
    assert.equal(problem('<p>a</p><img data-file="x">'), 'post.error.noAlt');
    assert.equal(problem('<p>a</p><img data-file="x" alt=" ">'), 'post.error.noAlt');
    assert.equal(problem(`<p>a</p><img data-file="x" alt="${'b'.repeat(501)}">`), 'post.error.altTooLong');
    assert.equal(problem('<img data-file="x" alt="">'), null);
  });

  it('a quotation names a post or reply, or nothing', () => {
    assert.equal(
      source('<blockquote data-post="12.4 onclick"><p>a</p></blockquote>'),
      '<blockquote><p>a</p></blockquote>',
    );
    assert.equal(source('<blockquote data-post="12.4"> </blockquote>'), '');
    assert.equal(
      formatText('> Quoted.\n> — 12.4\n\nMine.').html,
      '<blockquote data-post="12.4"><p>Quoted.</p></blockquote><p>Mine.</p>',
    );
    assert.equal(formatText('> — 12.4').html, '<blockquote><p>— 12.4</p></blockquote>');
  });

  it('says what is too much, and does not cut it', () => {
    const row = '<tr><td>x</td></tr>';
    assert.equal(problem(`<table>${row.repeat(201)}</table>`), 'post.error.tableTooBig');
    assert.equal(problem(`<table><tr>${'<td>x</td>'.repeat(21)}</tr></table>`), 'post.error.tableTooBig');
    assert.equal(
      problem(`<p>${'<span data-latex="x"></span>'.repeat(201)}</p>`),
      'post.error.tooManyFormulas',
    );
    const long = `<p><span data-latex="${'x'.repeat(1_000)}"></span></p>`;
    assert.match(formatted(long.repeat(10)).html, /<math/);
    assert.equal(problem(long.repeat(11)), 'post.error.tooLong');
    assert.equal(problem('x'.repeat(400_001)), 'post.error.tooLong');
    assert.equal(problem(`<p>${'x'.repeat(200_001)}</p>`), 'post.error.tooLong');
  });

  it('is not worn down by what nests without end or is not nested at all', () => {
    for (const part of ['<div>', '<b>', '<b><p>', '<a><div>', '<font color=x><p>', '<b></i>', '<table>'])
      assert.equal(problem(part.repeat(20_000)), 'post.error.tooLong', part);
    const deep = `${'<blockquote><ul><li>'.repeat(15)}x${'</li></ul></blockquote>'.repeat(15)}`;
    assert.equal(formatted(deep).plain, 'x');
    assert((source(deep).match(/<(ul|blockquote)/g)?.length ?? 0) <= 5);
  });

  const markup = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...'<p> </p> <b> </b> <i> </i> <h2> </h2> <ul> <ol start=2> </ul> <li> </li> <blockquote data-post="1.2"> </blockquote> <pre> </pre> <code> </code> <br>'.split(
          ' ',
        ),
        ...'<table> <tr> <td> <th> </td> </tr> </table> <div> </div> <span> </span> <svg> <math> <style> </style> <script> </script> <template> <select> <!-- -->'.split(
          ' ',
        ),
        '<a href="https://a.example/?<p>&quot;">',
        '<a href="javascript:x">',
        '</a>',
        '<span data-latex="a<b>\\frac{1}{2}">',
        '<div data-latex="x">',
        '<span data-member="ab">',
        '<img src=x onerror=alert(1)>',
        '<p onclick=x style="position:fixed">',
        '\n',
        ' ',
        '&nbsp;',
        '&lt;script&gt;',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.stringMatching(/^[a-z]{1,5}$/),
    ),
    { maxLength: 40 },
  );

  it('whatever comes, the same comes out when it is edited again and nothing is changed', () => {
    fc.assert(
      fc.property(markup, (parts) => {
        const once = formatted(parts.join(''));
        assert.deepEqual(formatted(once.text), once);
      }),
      { numRuns: 500 },
    );
  });

  it('whatever comes, only allowed elements and attributes come out', () => {
    const allowed =
      /^<(\/?(p|br|strong|em|h3|h4|ul|ol|li|blockquote|code|pre|table|thead|tbody|tr|th|td|math|mrow|mi|mn|mo|mfrac|a|span|div)|ol start="\d+"|blockquote data-post="[\d.]+"|a href="https:[^"]*"( target="_blank" rel="noopener nofollow ugc")?|(span|div)( class="formula( unread)?")? data-latex="[^"]*"|span data-member="[\w-]+"|math xmlns="http:\/\/www.w3.org\/1998\/Math\/MathML"( display="block")?|mo [a-z]+="[a-z0-9.]+")>$/;
    fc.assert(
      fc.property(markup, (parts) => {
        const { text, html, plain } = formatted(parts.join(''));
        for (const tag of `${text}${html}`.match(/<[^>"]*("[^"]*"[^>"]*)*>?/g) ?? [])
          assert.match(tag, allowed);
        assert.doesNotMatch(plain, /<\/?(strong|em|h3|ul|li|blockquote|pre|table)\b/);
      }),
      { numRuns: 500, examples: [[['<pre>', '<script>', '</ul>']], [['<pre>', '<style>', '</ul>']]] },
    );
  });

  it('the same words count the same, in a plain field or in an editor', () => {
    const words = fc.array(fc.array(fc.stringMatching(/^[a-zàéß0-9'’-]{1,8}$/), { maxLength: 6 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(words, (paragraphs) => {
        const lines = paragraphs.map((paragraph) => paragraph.join(' '));
        const rich = formatted(lines.map((line) => `<p>${line}</p>`).join(''));
        assert.equal(rich.words, formatText(lines.join('\n\n')).words);
      }),
    );
  });
});
