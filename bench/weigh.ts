import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundle } from '../src/web/assets.ts';

/**
 * `npm run weigh`: what the browser's scripts weigh, in kilobytes, plain and as they travel (gzip). Every page of the
 * tool loads the first; the rest is fetched where something begins that needs it.
 */
const { outputFiles, metafile } = await bundle();
const bodies = new Map(outputFiles.map(({ path, contents }) => [path, contents]));
const outputs = new Map(Object.entries(metafile.outputs).map(([path, made]) => [join('/', path), made]));

const always = wanted('/page.js');
const rows = [row('every page', always), ...later([...always]), ...others()];
console.log(['What', 'kB', 'kB on the way'].join('\t'));
for (const cells of rows) console.log(cells.join('\t'));

/** A file with those that it cannot begin without. */
function wanted(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: next, kind } of outputs.get(path)?.imports ?? [])
    if (kind === 'import-statement') wanted(join('/', next), found);
  return found;
}

/** What these files fetch when it is needed, without what is there already. */
function later(files: string[]): string[][] {
  const fetched = files.flatMap((path) =>
    (outputs.get(path)?.imports ?? []).filter(({ kind }) => kind === 'dynamic-import'),
  );
  return [...new Set(fetched.map(({ path }) => join('/', path)))].map((path) =>
    row(
      outputs.get(path)?.entryPoint ?? path,
      [...wanted(path)].filter((file) => !always.has(file)),
    ),
  );
}

function others(): string[][] {
  return ['/launch.js', '/admin.js', '/copy.js', '/close.js'].map((path) =>
    row(`a page of its own: ${path.slice(1)}`, wanted(path)),
  );
}

function row(what: string, files: Iterable<string>): string[] {
  const all = [...files].flatMap((path) => bodies.get(path) ?? []);
  const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1);
  const plain = all.reduce((sum, { length }) => sum + length, 0);
  return [what, kilobytes(plain), kilobytes(all.reduce((sum, body) => sum + gzipSync(body).length, 0))];
}
