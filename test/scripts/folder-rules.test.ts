import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const violations: [string, string, string][] = [
  ['domain imports no package', 'src/domain/planted.ts', 'zod'],
  ['domain imports no built-in', 'src/domain/planted.ts', 'node:crypto'],
  ['domain imports no other folder', 'src/domain/planted.ts', '../store/posts.ts'],
  ['domain imports nothing beside it', 'src/domain/planted.ts', '../logger.ts'],
  ['store does not ask back from use cases', 'src/store/planted.ts', '../usecases/writePost.ts'],
  ['store does not ask back from web', 'src/store/planted.ts', '../web/routes.ts'],
  ['store does not know lti', 'src/store/planted.ts', '../lti/scores.ts'],
  ['store does not import ltijs', 'src/store/planted.ts', 'ltijs'],
  ['lti does not know store', 'src/lti/planted.ts', '../store/platforms.ts'],
  ['lti does not ask back from use cases', 'src/lti/planted.ts', '../usecases/deliverScores.ts'],
  ['lti does not ask back from web', 'src/lti/planted.ts', '../web/launch.ts'],
  ['lti does not import mongoose', 'src/lti/planted.ts', 'mongoose'],
  ['store does not know mail', 'src/store/planted.ts', '../mail/smtp.ts'],
  ['mail does not know store', 'src/mail/planted.ts', '../store/members.ts'],
  ['mail does not ask back from use cases', 'src/mail/planted.ts', '../usecases/mailLetters.ts'],
  ['use cases do not import nodemailer', 'src/usecases/planted.ts', 'nodemailer/lib/smtp-connection'],
  ['use cases do not ask back from web', 'src/usecases/planted.ts', '../web/routes.ts'],
  ['use cases do not import mongoose', 'src/usecases/planted.ts', 'mongoose'],
  ['use cases do not import ltijs', 'src/usecases/planted.ts', 'ltijs'],
  ['web does not pass by the use cases to lti', 'src/web/planted.ts', '../lti/scores.ts'],
  ['web does not import mongoose', 'src/web/planted.ts', 'mongoose'],
  ['web does not import ltijs', 'src/web/planted.ts', 'ltijs/dist/Provider/Provider.js'],
  ['a folder inside web obeys too', 'src/web/planted/page.ts', '../../lti/scores.ts'],
  ['nobody imports app', 'src/web/planted.ts', '../app.ts'],
  ['main does not import mongoose', 'src/main.ts', 'mongoose'],
  ['the browser does not import the server', 'src/browser/planted.ts', '../web/routes.ts'],
  ['the browser does not import built-ins', 'src/browser/planted.ts', 'node:crypto'],
  ['what every folder may import knows none of them but domain', 'src/config.ts', './store/posts.ts'],
  ['the practice LMS imports nothing of the tool', 'src/practice-lms/planted.ts', '../domain/post.ts'],
  ['a folder inside it neither', 'src/practice-lms/planted/page.ts', '../../logger.ts'],
  ['the tool does not import the practice LMS', 'src/usecases/planted.ts', '../practice-lms/lms.ts'],
  ['not even a command does', 'src/cli.ts', './practice-lms/lms.ts'],
  ['nor from the demo data', 'src/demo-data/planted.ts', '../practice-lms/lms.ts'],
];

const legal: [string, string, string][] = [
  ['what every folder may import knows domain', 'src/logger.ts', './domain/platform.ts'],
  ['domain knows itself', 'src/domain/planted.ts', './post.ts'],
  ['store knows domain', 'src/store/planted.ts', '../domain/post.ts'],
  ['store talks to MongoDB', 'src/store/planted.ts', 'mongoose'],
  ['lti knows domain', 'src/lti/planted.ts', '../domain/grade.ts'],
  ['lti uses ltijs', 'src/lti/planted.ts', 'ltijs'],
  ['use cases know store', 'src/usecases/planted.ts', '../store/posts.ts'],
  ['use cases know lti', 'src/usecases/planted.ts', '../lti/scores.ts'],
  ['use cases know mail', 'src/usecases/planted.ts', '../mail/index.ts'],
  ['mail uses nodemailer', 'src/mail/planted.ts', 'nodemailer/lib/smtp-connection'],
  ['web knows use cases', 'src/web/planted.ts', '../usecases/writePost.ts'],
  ['web reads from store', 'src/web/planted.ts', '../store/posts.ts'],
  ['the browser knows domain', 'src/browser/planted.ts', '../domain/post.ts'],
  ['app knows every layer', 'src/app.ts', './web/routes.ts'],
  ['the demo data know every layer', 'src/demo-data/planted.ts', '../usecases/writePost.ts'],
  ['a folder of the practice LMS knows the rest of it', 'src/practice-lms/pages/planted.ts', '../lms.ts'],
];

const unusual: [string, string, string][] = [
  ['types', 'src/domain/types.ts', "import type { planted } from '../store/posts.ts';"],
  ['a re-export', 'src/domain/again.ts', "export * from '../store/posts.ts';"],
  ['an import at run time', 'src/domain/late.ts', "await import('../store/posts.ts');"],
];

describe('The folder rules', () => {
  let caught: Set<string>;

  before(() => {
    const imports = [...violations, ...legal].map(([, file, from]) => plant(file, from));
    caught = lint([...imports, ...unusual.map(([, file, content]) => [file, content] as const)]);
  });

  for (const [sentence, file, from] of violations) {
    it(`see to it that ${sentence}`, () => assert(caught.has(plant(file, from)[0])));
  }

  for (const [sentence, file, from] of legal) {
    it(`let pass that ${sentence}`, () => assert(!caught.has(plant(file, from)[0])));
  }

  for (const [sentence, file] of unusual) {
    it(`catch ${sentence} as well`, () => assert(caught.has(file)));
  }
});

/** A file of its own for each import, except where the rule is about a certain file. */
function plant(file: string, from: string): readonly [string, string] {
  const place = file.replace('planted.ts', `planted-${from.replaceAll(/\W+/g, '-')}.ts`);
  return [place, `import { planted } from '${from}';\nconsole.log(planted);\n`];
}

/** Which of these files Biome objects to, as this checkout sets it up. */
function lint(files: (readonly [string, string])[]): Set<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rejoinder-folder-rules-'));
  try {
    for (const name of ['biome.json', '.gitignore']) copyFileSync(name, join(folder, name));
    for (const [file, content] of files) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    }
    const args = ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none'];
    const run = spawnSync(resolve('node_modules/.bin/biome'), args, { cwd: folder, encoding: 'utf8' });
    const report = JSON.parse(run.stdout);
    assert.equal(report.summary.unchanged, files.length + 1, `each file and biome.json: ${run.stderr}`);
    return new Set(report.diagnostics.map((one: { location: { path: string } }) => one.location.path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
