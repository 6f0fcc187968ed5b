import assert from 'node:assert/strict';
import { type ClassIn, classIn } from '../support/classIn.ts';
import { type Practice, startPractice, textOf, type Visitor } from '../support/practice.ts';

describe('Searching a discussion', () => {
  let practice: Practice;
  let here: ClassIn;
  before(async () => {
    practice = await startPractice();
    here = await classIn(practice, 'Search');
    const said = [
      'Un café près du canal, rien de plus.',
      'They dug canals here, and more canals there.',
      '这是运河的故事。',
      'Deleted words about the aqueduct.',
      'Hidden words about the aqueduct.',
      'He wrote <b>bold</b> & "quoted" things about <script>alert(1)</script>.',
      'The aqueduct stands.',
    ];
    await here.fill([
      { replies: 0, title: 'Número uno: the <i>canal</i>', text: () => 'The first post.' },
      { replies: said.length, text: (number) => said[number - 1] ?? 'A second post.' },
    ]);
    const { posts } = practice.tool.connection.collections;
    await posts?.updateOne({ plain: /^Deleted/ }, { $set: { deletedAt: new Date() } });
    await posts?.updateOne({ plain: /^Hidden/ }, { $set: { hiddenAt: new Date() } });
    const other = await classIn(practice, 'Another');
    await other.fill([{ replies: 0, text: () => 'A canal in another discussion.' }]);
  });
  after(() => practice?.close());

  const search = async (query: string, visitor: Visitor = here.students['ana-ruiz'], more = '') =>
    (await visitor.get(`${visitor.base}/search?q=${encodeURIComponent(query)}${more}`)).html;
  const found = (html: string) =>
    [...html.matchAll(/<li class="post"><a class="no"[^>]*>([\d.]+)</g)].map(([, label]) => label);

  for (const [query, labels] of [
    ['cafe', ['2.1']],
    ['CAFÉ PRES', ['2.1']],
    ['numero', ['1']],
    ['运河', ['2.3']],
    ['"more canals"', ['2.2']],
    ['cafe aqueduct', []],
    ['nal', []],
  ] as const)
    it(`for ${query} finds ${labels.join(', ') || 'nothing'}`, async () => {
      assert.deepEqual(found(await search(query)), labels);
    });

  it('finds whole words before words that begin so, in titles as in texts', async () => {
    const html = await search('canal');
    assert.deepEqual(found(html), ['1', '2.1', '2.2']);
    assert.match(textOf(html), /3 found/);
  });

  it('marks what was found, names its author, and leads to its place in its thread', async () => {
    const html = await search('cafe');
    assert.match(html, /Un <mark>café<\/mark> près du canal/);
    assert.match(html, /href="\/s\/[\w-]+\/posts\/2\?at(?:=|&#x3D;)1#reply-1"/);
    assert.match(textOf(html), /Reply 2\.1: by .* answers 2,/);
  });

  it('shows what people typed as they typed it, and runs none of it', async () => {
    const html = await search('bold');
    assert.match(html, /&lt;b&gt;<mark>bold<\/mark>&lt;\/b&gt;/);
    assert.doesNotMatch(html, /<script>alert|<b>bold|<i>canal/);
    const mine = await search('"><script>alert(2)</script>');
    assert.doesNotMatch(mine, /<script>alert/);
  });

  it('never finds what was deleted or hidden, nor what is in another discussion', async () => {
    assert.deepEqual(found(await search('aqueduct')), ['2.7']);
    assert.deepEqual(found(await search('another discussion')), []);
  });

  it('helps where nothing is found, and shows the field alone where nothing is asked', async () => {
    assert.match(
      textOf(await search('zeppelin')),
      /No post or reply here has all of “zeppelin” in it\. Try fewer words/,
    );
    for (const nothing of ['', '   ', '""', '\\', '$where', '.*', '-', '\0'])
      assert.deepEqual(found(await search(nothing)), [], nothing);
  });

  it('goes to a number that is typed, if there is something of that number to read', async () => {
    assert.match(await search('2.7'), /posts\/2\?at(?:=|&#x3D;)7#reply-7">Go to 2\.7</);
    assert.match(await search('#1'), /posts\/1">Go to 1</);
    for (const gone of ['2.4', '2.5', '2.99', '99']) assert.doesNotMatch(await search(gone), /Go to/, gone);
  });

  it('comes in pages, and says when there is more than it shows', async () => {
    const many = await classIn(practice, 'Many');
    await many.fill([{ replies: 520, text: (number) => `Frost ${number}` }]);
    const html = await search('frost', many.teacher, '&page=2');
    assert.equal(found(html).length, 20);
    assert.match(textOf(html), /More than 500 found; here are the first/);
    assert.match(textOf(html), /Earlier 21 to 40 of 500 Later/);
  });

  it('is open to those who may read alone, and with a student’s eyes', async () => {
    const eyes = `${here.teacher.base}/as/${here.ids['ana-ruiz']}/search?q=cafe`;
    const { html } = await here.teacher.get(eyes);
    assert.deepEqual(found(html), ['2.1']);
    assert.match(html, new RegExp(`href="${here.teacher.base}/as/[\\w-]+/posts/2`));
  });
});
