import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../src/domain/check.ts';
import { ORDERS, SHOWS } from '../../src/domain/listing.ts';
import en from '../../src/web/locales/en.json' with { type: 'json' };

/** Every catalogue key, plural endings taken off. */
function keysIn(tree: object, path = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = path + name;
    return typeof value === 'string' || Array.isArray(value)
      ? [key.replace(/_(zero|one|two|few|many|other)$/, '')]
      : keysIn(value, `${key}.`);
  });
}

function filesBelow(folder: string, ending: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith(ending))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

describe('The language catalogue', () => {
  const keys = new Set(keysIn(en));
  const sections = Object.keys(en).join('|');
  const code = ['src/web', 'src/usecases', 'src/domain'].flatMap((folder) => filesBelow(folder, '.ts'));
  const views = filesBelow('views', '.hbs');

  it('has every sentence that code and views name', () => {
    const inCode = code.flatMap((text) => [
      ...text.matchAll(new RegExp(`['"\`]((?:${sections})\\.[\\w.-]*\\w)['"\`]`, 'g')),
    ]);
    const inViews = views.flatMap((text) => [...text.matchAll(/\{\{t "([^"]+)"|label="((?:\w+\.)+\w+)"/g)]);
    const named = [...inCode, ...inViews].map(([, one, other]) => one ?? other ?? '');
    const pages = new Set(named.filter((key) => keys.has(`${key}.title`)));
    const missing = named.filter((key) => !keys.has(key) && !pages.has(key));
    assert.ok(named.length > 100);
    assert.deepEqual([...new Set(missing)], []);
  });

  it('has a page for every reason for which a launch is refused', () => {
    const guard = filesBelow('src/lti', '.ts').join('\n');
    const reasons = [...guard.matchAll(/LaunchRefused\(\s*'([\w-]+)'/g)].map(([, reason]) => reason);
    assert.ok(reasons.length > 10);
    for (const reason of reasons)
      for (const part of ['title', 'what', 'next'])
        assert.ok(keys.has(`error.launch.${reason}.${part}`), reason);
  });

  it('has a page for every reason for which a registration is refused, and no other', () => {
    const code = [...filesBelow('src/lti', '.ts'), ...filesBelow('src/usecases', '.ts')].join('\n');
    const all = [...code, ...filesBelow('src/web', '.ts')].join('');
    const reasons = [...all.matchAll(/RegistrationRefused\(\s*(?:[^,)]*\? )?'([\w-]+)'(?: : '([\w-]+)')?/g)];
    const thrown = new Set(reasons.flatMap(([, one, other]) => [one, other].filter(Boolean)));
    const pages = [...keys].flatMap((key) => /^error\.registration\.([\w-]+)\.title$/.exec(key)?.[1] ?? []);
    assert.deepEqual([...thrown].sort(), pages.sort());
  });

  it('has a sentence for every cause that a delivery can fail for', () => {
    const causes = filesBelow('src/lti', '.ts').flatMap((text) => [
      ...text.matchAll(/cause: [^,}]*?'([\w-]+)'(?: : '([\w-]+)')?/g),
    ]);
    const named = causes.flatMap(([, one, other]) => [one, other].filter(Boolean));
    assert.ok(named.length > 5);
    for (const cause of named) assert.ok(keys.has(`delivery.problem.${cause}`), cause);
  });

  it('has words for whatever a check finds, and a title for each step', () => {
    const check =
      readFileSync('src/lti/check.ts', 'utf8') + readFileSync('src/usecases/checkPlatform.ts', 'utf8');
    const found = [...check.matchAll(/found: [^,}]*?'([\w-]+)'(?: : '([\w-]+)')?/g)];
    const causes = found.flatMap(([, one, other]) => [one, other].filter((cause) => cause && cause !== 'ok'));
    assert.ok(causes.length > 8);
    for (const cause of causes) {
      const words = [...CHECKS, 'any'].map((step) => `admin.check.${step}.${cause}`);
      assert.ok(
        words.some((key) => keys.has(key)),
        cause,
      );
    }
    for (const step of CHECKS) assert.ok(keys.has(`admin.check.${step}.title`), step);
  });

  it('has words for whatever a list can be asked for, and for when there is none of it', () => {
    for (const show of SHOWS) {
      assert.ok(keys.has(`reading.show.${show}`), show);
      if (show !== 'all') assert.ok(keys.has(`reading.empty.${show}`), show);
    }
    for (const order of ORDERS) assert.ok(keys.has(`reading.order.${order}`), order);
  });

  describe('knows of each sentence who says it', () => {
    const layers = ['src/lti', 'src/store'].flatMap((folder) => filesBelow(folder, '.ts'));
    const source = [...code, ...layers].join('\n').replace(/\/\*[\s\S]*?\*\/|\/\/ .*$/gm, '');
    const words = new Set([source, ...views].join('\n').match(/[\w-]+(\.[\w-]+)*/g));
    const gap = /\$\{[^}]*\}/g;
    const templates = [...source.matchAll(/`([^`\s]*\$\{[^`]*)`/g)].map(([, template]) => String(template));
    /** Such as `.title`, where a view chooses the page. */
    const endings = ['', ...templates.flatMap((one) => /^\$\{\w+\}(\.[\w.]+)$/.exec(one)?.[1] ?? [])];
    const open = templates.filter((one) => new RegExp(`^(${sections})\\.`).test(one));
    const patterns = open.flatMap((one) =>
      endings.map(
        (ending) => new RegExp(`^${one.replaceAll('.', '\\.').replace(gap, '([\\w.-]+)')}${ending}$`),
      ),
    );

    /** Some file has its name, or a template for it and a word for each gap. */
    const isSaid = (key: string) =>
      endings.some((ending) => key.endsWith(ending) && words.has(key.slice(0, key.length - ending.length))) ||
      patterns.some((pattern) =>
        pattern
          .exec(key)
          ?.slice(1)
          .every((word) => words.has(word)),
      );

    it('and has none that nobody does', () => {
      assert.ok(open.length > 20 && endings.length > 2);
      assert.deepEqual(
        [...keys].filter((key) => !isSaid(key)),
        [],
      );
    });

    it('so that one too many is noticed in every section', () => {
      const planted = 'sentenceThatNobodySays';
      const places = [
        ...[...keys].map((key) => key.replace(/[^.]+$/, planted)),
        ...open.map((one) => one.replace(gap, planted)),
      ];
      assert.deepEqual(places.filter(isSaid), []);
    });
  });
});
