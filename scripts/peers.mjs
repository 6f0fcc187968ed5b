import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPreset } from './peer-story.mjs';
import { cacheFolder, checkout, onPath } from './places.mjs';
import { explain, PlainError } from './plain-error.mjs';
import { freePort, waitForListener } from './ports.mjs';
import { run, startProcess, stopEverything } from './processes.mjs';

// Whether the practice LMS reads the specifications as others do: tools that share nothing with ours launch and score
// against both of its presets. Not part of `npm test`, since it fetches Python packages.

const PACKAGES = ['PyLTI1p3==2.0.0', 'Flask==3.1.3'];
const FROM_HERE = { cwd: checkout, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } };

let [passed, failed] = [0, 0];
/** Carries out one check and says in a line how it went. @returns what it gave, undefined where it failed */
async function check(what, carryOut) {
  try {
    const result = await carryOut();
    passed += 1;
    console.log(`passed  ${what}`);
    return result;
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${what}: ${error.message}`);
  }
}

try {
  const python = await pythonWithPackages();
  await check('ltijs 5.9.9: launches and scores under both presets (test/lti/peer.test.ts)', ltijs);
  const [lms, tool] = [await startLms(), await startTool(python)];
  for (const preset of ['canvas', 'moodle']) await checkPreset({ check, lms, tool, preset });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
} finally {
  await stopEverything();
}

/** A virtual environment in the cache, made at the first run. @returns its Python */
async function pythonWithPackages() {
  const python3 = onPath('python3');
  if (!python3) throw new PlainError('Python 3 is needed for PyLTI1p3, and there is no python3 on PATH.');
  const folder = join(cacheFolder(), `peers-${PACKAGES.join('-')}`);
  const [python, done] = [join(folder, 'bin', 'python'), join(folder, 'done')];
  if (existsSync(done)) return python;
  const made = await run(python3, ['-m', 'venv', '--clear', folder], FROM_HERE);
  if (!made.ok) throw new PlainError('python3 cannot make a virtual environment: install its venv module.');
  const options = ['--quiet', '--disable-pip-version-check'];
  const installed = await run(python, ['-m', 'pip', 'install', ...options, ...PACKAGES], FROM_HERE);
  if (!installed.ok)
    throw new PlainError(`pip could not install ${PACKAGES.join(' and ')} (${installed.how}).`);
  writeFileSync(done, '');
  return python;
}

async function ltijs() {
  const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
  const { ok, how } = await run(process.execPath, [mocha, 'test/lti/peer.test.ts'], FROM_HERE);
  if (!ok) throw new Error(how);
}

/** @returns its address */
async function startLms() {
  const port = await freePort();
  const env = {
    ...FROM_HERE.env,
    PRACTICE_LMS_PORT: String(port),
    TOOL_URL: 'http://127.0.0.1:1',
    DATA_DIR: '',
  };
  const args = ['--import', 'tsx', 'src/practice-lms/main.ts'];
  await start({ name: 'the practice LMS', command: process.execPath, args, env }, port);
  return `http://localhost:${port}`;
}

async function startTool(python) {
  const port = await freePort();
  const env = { ...FROM_HERE.env, PORT: String(port) };
  await start(
    { name: 'the tool on PyLTI1p3', command: python, args: ['test/peers/pylti_tool.py'], env },
    port,
  );
  return `http://127.0.0.1:${port}`;
}

async function start({ name, ...what }, port) {
  const logFile = join(cacheFolder(), `peers ${name}.log`);
  const started = startProcess({ name, cwd: checkout, logFile, ...what });
  let ended = false;
  started.exited.then(() => {
    ended = true;
  });
  if (!(await waitForListener(port, () => ended))) throw new PlainError(`${name} ended; see ${logFile}`);
}
