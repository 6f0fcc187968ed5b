import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Element, Nodes } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { makeSignInLink } from '../../src/usecases/signInOperator.ts';
import { languageFor } from '../../src/web/language.ts';
import { type Entered, enterAs, PERSONAS, type Persona } from '../support/personas.ts';
import { asking, Visitor } from '../support/practice.ts';
import { routesOf } from '../support/routes.ts';
import { LTI, startFakePlatform } from '../support/signedLaunch.ts';
import { type RunningTool, startTool } from '../support/tool.ts';

/** A language in which every sentence shows that it comes from the catalogue. */
const marked = (said: unknown): unknown => {
  if (typeof said === 'string') return `⟦${said}⟧`;
  if (Array.isArray(said)) return said.map(marked);
  return Object.fromEntries(Object.entries(said ?? {}).map(([key, one]) => [key, marked(one)]));
};
/** What of a text is in no mark, however deep they are nested. */
function outsideMarks(text: string): string {
  const less = text.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  return less === text ? text : outsideMarks(less);
}

/** What the test, the platform of the test and the LMS's own world say: names, and what nobody translates. */
const DATA = new RegExp(
  [
    /Secret( \w+)?|Persona\s\w+|\bP[A-Z]\b|Ctrl\+./,
    /https?:\S+|[\w-]+(\.[\w-]+)+(\/\S*)?|\b127\.0\.0\.1\S*/,
    /\b(Rejoinder|Canvas|Moodle|LMS|LTI|UTC|Test LMS|client-\d|link-\d|course-\d|deployment-\d)\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);
const isSaid = (text: string) => /\p{L}{2}/u.test(outsideMarks(text).replace(DATA, ' '));

/** More than one word, and none of them for people. */
const ADDRESSES = ['dataKeep', 'dataLms'];
const SPOKEN = ['ariaLabel', 'title', 'placeholder', 'alt'];
/** What was typed, what is code, and what says in which language it is. */
const isData = ({ tagName, properties }: Element) =>
  ['textarea', 'script', 'style', 'code', 'kbd', 'datalist'].includes(tagName) ||
  (properties.lang !== undefined && tagName !== 'html') ||
  properties.id === 'zone' ||
  String(properties.className).includes('face');

/** Sentences of a page that are of no catalogue, in its text or in what is read of it otherwise. */
function unmarked(node: Nodes): string[] {
  if (node.type === 'text') return isSaid(node.value) ? [node.value.trim()] : [];
  if (node.type !== 'element' && node.type !== 'root') return [];
  if (node.type === 'element' && isSentence(node)) return wholeSentence(node);
  if (node.type === 'element' && isData(node)) return [];
  const attributes = node.type === 'element' ? attributesOf(node) : [];
  return [...attributes.filter(isSaid), ...node.children.flatMap(unmarked)];
}

/** A sentence with fields in it, which stand between its words. */
const isSentence = ({ properties: { className } }: Element) =>
  Array.isArray(className) && className.includes('sentence');
function wholeSentence({ children }: Element): string[] {
  const said = children.map((child) => (child.type === 'text' ? child.value : ' ')).join('');
  const fields = children.filter(({ type }) => type === 'element');
  return [...(isSaid(said) ? [said.trim()] : []), ...fields.flatMap(unmarked)];
}

/** Those that are read out or shown, and those that hold sentences for scripts. */
function attributesOf({ properties }: Element): string[] {
  return Object.entries(properties).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    if (SPOKEN.includes(name)) return [value];
    if (!name.startsWith('data') || ADDRESSES.includes(name)) return [];
    if (value.startsWith('{')) return valuesIn(JSON.parse(value));
    return / |^\p{Lu}\p{Ll}+…?$/u.test(value) ? [value] : [];
  });
}
const valuesIn = (tree: object): string[] =>
  Object.values(tree).flatMap((one) => (typeof one === 'object' ? valuesIn(one) : [String(one)]));

describe('Every sentence', function () {
  this.timeout(60_000);
  const language = languageFor('fr');
  const said = { ...language };
  let tool: RunningTool;
  const personas = {} as Record<Persona, Entered>;
  let ids: Record<string, string>;

  before(async () => {
    for (const [name, say] of Object.entries(said))
      if (typeof say === 'function' && name !== 'facts') {
        const speak = say as (...given: unknown[]) => unknown;
        Object.assign(language, { [name]: (...given: unknown[]) => marked(speak(...given)) });
      }
    tool = await startTool();
    const platform = await startFakePlatform(tool);
    const spoken = {
      [`${LTI}launch_presentation`]: { locale: 'fr' },
      [`${LTI}context`]: { id: 'course-1', title: 'Secret 0' },
    };
    for (const persona of PERSONAS) {
      const entered = await enterAs(tool, platform, persona, spoken);
      personas[persona] = entered;
      if (persona === 'instructor') await entered.post(`${entered.base}/set-up`, SETTINGS, entered.csrf);
    }
    const { instructor, learner, classmate } = personas;
    await learner.post(`${learner.base}/posts`, { text: 'Secret 1', title: 'Secret title' }, learner.csrf);
    const textOfReply = { text: 'Secret 2' };
    await classmate.post(`${classmate.base}/posts/1/replies`, textOfReply, classmate.csrf);
    const post = String((await tool.connection.collection('posts').findOne({ text: 'Secret 1' }))?._id);
    await learner.post(`${learner.base}/edit/${post}`, { text: 'Secret 3' }, learner.csrf);
    await classmate.post(`${classmate.base}/report/${post}`, { reason: 'Secret reason' }, classmate.csrf);
    await learner.post(`${learner.base}/drafts/reply-${post}`, { text: 'Secret 4' }, learner.csrf);
    const member = learner.memberId;
    const grade = { points: '5', comment: 'Secret comment', after: 'release' };
    await instructor.post(`${instructor.base}/grading/${member}`, grade, instructor.csrf);
    const id = async (collection: string) =>
      String((await tool.connection.collection(collection).findOne({}))?._id);
    ids = {
      ...{ post, member, number: '1', label: '1', place: `reply-${post}`, change: 'pause' },
      ...{ discussion: await id('discussions'), platform: await id('platforms') },
    };
  });
  after(async () => {
    Object.assign(language, said);
    await tool?.close();
  });

  const pathOf = (pattern: string, base: string) =>
    pattern.replace('/s/:session', base).replace(/:(\w+)/g, (_, name) => ids[name] ?? 'unknown');
  /** A page of the tool's in that language, and what it says that is of no catalogue. */
  function faultsOf(html: string, what: string): string[] {
    if (!html.startsWith('<!doctype html>')) return [];
    if (!html.includes('lang="fr"')) return [`${what} is in another language`];
    return [...new Set(unmarked(fromHtml(html)))].map((said) => `${what}: ${said}`);
  }
  const getting = (prefix: string) =>
    routesOf(tool.app)
      .filter((route) => route.startsWith(`GET ${prefix}`))
      .map((route) => route.slice(4));

  it('of every page, refusals included, comes from the catalogue, whoever reads it', async () => {
    const faults = new Set<string>();
    let pages = 0;
    for (const visitor of Object.values(personas)) {
      for (const pattern of getting('/s/')) {
        const { html } = await visitor.get(pathOf(pattern, visitor.base));
        if (html.startsWith('<!doctype html>')) pages += 1;
        for (const fault of faultsOf(html, pattern)) faults.add(fault);
      }
    }
    assert.deepEqual([...faults], []);
    assert.ok(pages > 200, `${pages}`);
  });

  it('of every form that is refused does so', async () => {
    const { learner, instructor } = personas;
    const forms = ['posts', 'posts/1/replies', 'edit/:post', 'settings', 'grading/:member', 'groups'];
    const others = ['hide/:post', 'mute/:member', 'report/:post', 'files'];
    const faults = [];
    for (const visitor of [learner, instructor])
      for (const form of [...forms, ...others]) {
        const path = pathOf(`/s/:session/${form}`, visitor.base);
        const { status, html } = await visitor.post(path, {}, visitor.csrf);
        assert.ok(status >= 400, `${status} ${form}`);
        faults.push(...faultsOf(html, form));
      }
    assert.deepEqual(faults, []);
  });

  it('of the administration does so, and of pages for nobody in particular', async () => {
    const operator = new Visitor(tool.baseUrl);
    const inFrench = { headers: { 'accept-language': 'fr' } };
    const faults = [];
    for (const path of ['/', '/nowhere', '/register/none', '/lti/login', '/admin', '/d/1/2'])
      faults.push(...faultsOf((await operator.send(path, inFrench)).html, path));
    const link = await makeSignInLink(tool.tool, new Date());
    faults.push(...faultsOf((await operator.send(link, inFrench)).html, 'sign-in'));
    const code = new URL(link).searchParams.get('code') ?? '';
    const body = new URLSearchParams({ code });
    await operator.send('/admin/sign-in', { method: 'POST', body });
    let pages = 0;
    for (const pattern of getting('/admin')) {
      const { status, html } = await operator.send(pathOf(pattern, ''), inFrench);
      if (status === 200) pages += 1;
      faults.push(...faultsOf(html, pattern));
    }
    assert.deepEqual(faults, []);
    assert.ok(pages > 4, `${pages}`);
  });

  it('that is of no catalogue is noticed, in a text, a name, or what a script is given', () => {
    const page = (inside: string) => faultsOf(`<!doctype html><html lang="fr"><body>${inside}`, 'page');
    assert.deepEqual(page('<p>⟦Fine, ⟦today⟧⟧, Secret text · 3</p>'), []);
    assert.deepEqual(page('<p>⟦Post⟧ by Secret author</p>'), ['page: ⟦Post⟧ by Secret author']);
    assert.deepEqual(page('<button aria-label="Close"></button>'), ['page: Close']);
    assert.deepEqual(page('<button data-copied="Copied">⟦Copy⟧</button>'), ['page: Copied']);
    assert.deepEqual(page('<p data-say="{&quot;a&quot;:{&quot;one&quot;:&quot;Saved&quot;}}"></p>'), [
      'page: Saved',
    ]);
  });

  it('of scripts is given to them by the page: they have none of their own', () => {
    const folder = 'src/browser';
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const said = files.flatMap((file) => sentencesIn(readFileSync(join(folder, file), 'utf8'), file));
    assert.ok(files.length > 20);
    assert.deepEqual(said, []);
    assert.deepEqual(sentencesIn("bar.textContent = 'Three new replies';", 'a'), ['a: Three new replies']);
    assert.deepEqual(sentencesIn("button.setAttribute('aria-label', 'Close');", 'a'), ['a: Close']);
  });
});

/** What a script would show or have read out: words where text, a name or a title is set, and whatever begins like a sentence. */
function sentencesIn(source: string, file: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\/|\/\/ .*$/gm, '')
    .replace(/new Error\([^)]*\)|\$\{[^}]*\}/g, '');
  const set =
    /\.(?:textContent|innerText|title|ariaLabel|placeholder|alt) = ['"`]([^'"`]*[A-Za-z]{2}[^'"`]*)['"`]|setAttribute\('(?:aria-label|title|placeholder|alt)', ['"`]([^'"`]*)['"`]/g;
  const sentence = /['"`]([A-Z][a-z]+ [a-z]+[^'"`<>=]*)['"`]/g;
  return [...code.matchAll(set), ...code.matchAll(sentence)]
    .map(([, one, other]) => `${file}: ${one ?? other}`)
    .filter((said, index, all) => all.indexOf(said) === index);
}

const SETTINGS = {
  ...{ title: 'Secret title', promptText: 'Secret prompt', maximum: '10', requestId: 'r' },
  ...asking({ words: '5', due: '2031-03-31T23:59' }, { due: '2031-04-07T23:59' }),
  zone: 'Europe/Madrid',
};
