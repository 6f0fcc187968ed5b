import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../scripts/ports.mjs';
import { mistakeIn, obey } from '../src/commands.ts';
import { type Connection, connect } from '../src/store/database.ts';
import { signInLinkStore } from '../src/store/signInLinks.ts';
import { testMongoUri } from './support/mongo.ts';
import { SECRET } from './support/tool.ts';

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

const NO_DEMO = { DATA_DIR: join(tmpdir(), 'no-demo-here') };

/** What the command says to this, with nothing in its environment but what is given. */
async function cli(args: string[], env: Record<string, string>): Promise<Said> {
  try {
    return { code: 0, stdout: `${await obey(args, { ...NO_DEMO, ...env })}\n`, stderr: '' };
  } catch (error) {
    const mistake = mistakeIn(error);
    if (mistake === null) throw error;
    return { code: 2, stdout: '', stderr: `${mistake}\n` };
  }
}

/** The same in a process of its own, as it is typed. */
function typed(args: string[], env: Record<string, string>): Promise<Said> {
  const given = { PATH: process.env.PATH, ...NO_DEMO, ...env };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli.ts', ...args],
      { env: given },
      (error, stdout, stderr) => {
        resolve({ code: Number(error?.code ?? 0), stdout, stderr });
      },
    );
  });
}

const moodle = (changes: Record<string, string | null> = {}) => {
  const options: Record<string, string | null> = {
    ...{
      issuer: 'https://moodle.example.edu',
      'client-id': 'abc',
      'auth-url': 'https://moodle.example.edu/auth',
    },
    ...{
      'token-url': 'https://moodle.example.edu/token',
      'jwks-url': 'https://moodle.example.edu/keys',
      deployment: '1',
    },
    ...changes,
  };
  const given = Object.entries(options).filter((pair): pair is [string, string] => pair[1] !== null);
  return ['platform', 'add', ...given.flatMap(([name, value]) => [`--${name}`, value])];
};

describe('The command line', function () {
  this.timeout(60_000);
  let env: Record<string, string>;
  let connection: Connection;

  before(async () => {
    env = { MONGODB_URI: testMongoUri(), SECRET, BASE_URL: 'https://rejoinder.example.edu' };
    connection = await connect(env.MONGODB_URI ?? '');
  });
  after(async () => {
    await connection?.dropDatabase();
    await connection?.close();
  });

  it('explains itself, without a database', async () => {
    for (const args of [[], ['--help'], ['platform', 'add', '--help'], ['-h']]) {
      const { code, stdout, stderr } = await cli(args, {});
      assert.deepEqual([code, stderr], [0, '']);
      for (const word of ['platform add', 'platform list', '--learn-deployments'])
        assert.ok(stdout.includes(word));
    }
  });

  it('is typed in a process that ends by itself, with 2 where something is wrong', async () => {
    for (const [args, given] of [
      [['--help'], {}],
      [['platform', 'list'], env],
      [['platform', 'remove'], env],
      [['platform', 'list'], { ...env, MONGODB_URI: `mongodb://127.0.0.1:${await freePort()}/x` }],
    ] as const)
      assert.deepEqual(await typed([...args], { ...given }), await cli([...args], { ...given }));
  });

  it('registers an LMS and says, as JSON, what to enter there; then lists it, and adds it once', async () => {
    const added = await cli([...moodle({ name: 'Our Moodle' }), '--deployment', '2'], env);
    assert.deepEqual([added.code, added.stderr], [0, '']);
    const { platform, enterInTheLms } = JSON.parse(added.stdout);
    assert.deepEqual(enterInTheLms, {
      loginUrl: 'https://rejoinder.example.edu/lti/login',
      redirectUrl: 'https://rejoinder.example.edu/lti/launch',
      targetLinkUrl: 'https://rejoinder.example.edu/lti/launch',
      jwksUrl: 'https://rejoinder.example.edu/lti/keys',
    });
    const { id: _, createdAt: __, ...told } = platform;
    assert.deepEqual(told, {
      ...{ issuer: 'https://moodle.example.edu', clientId: 'abc', name: 'Our Moodle', status: 'active' },
      ...{ enteredBy: 'operator', configurationHost: null, family: null },
      ...{ authUrl: 'https://moodle.example.edu/auth', tokenUrl: 'https://moodle.example.edu/token' },
      ...{ jwksUrl: 'https://moodle.example.edu/keys', deployments: ['1', '2'], learnsDeployments: false },
    });

    const listed = await cli(['platform', 'list'], env);
    assert.deepEqual([listed.code, JSON.parse(listed.stdout)], [0, [platform]]);

    const again = await cli(moodle(), env);
    assert.deepEqual([again.code, again.stdout], [2, '']);
    assert.match(again.stderr, /registered already/);

    const key = await connection.collection('keys').findOne();
    const said = added.stdout + listed.stdout + again.stderr;
    assert.ok(key?.sealedPrivateKey);
    assert.ok(![String(key.sealedPrivateKey), 'PRIVATE', SECRET].some((secret) => said.includes(secret)));
  });

  it('names an LMS by its host, and learns deployments where it is told to', async () => {
    const args = moodle({ issuer: 'https://canvas.instructure.com', deployment: null });
    const { stdout } = await cli([...args, '--learn-deployments'], env);
    const { name, deployments, learnsDeployments } = JSON.parse(stdout).platform;
    assert.deepEqual([name, deployments, learnsDeployments], ['canvas.instructure.com', [], true]);
  });

  it('exchanges the signing key, and says from when the new one is used', async () => {
    const { code, stdout } = await cli(['keys', 'rotate'], env);
    const { kid, usedFrom } = JSON.parse(stdout);
    assert.equal(code, 0);
    assert.ok(new Date(usedFrom) > new Date());
    assert.ok(await connection.collection<{ _id: string }>('keys').findOne({ _id: kid }));
    assert.doesNotMatch(stdout, /PRIVATE|sealed/i);
  });

  it('invites an LMS: an address, until when it is good, and a line in the audit list', async () => {
    const invited = async (...args: string[]) => JSON.parse((await cli(['invite', ...args], env)).stdout);
    const { url, expiresAt, approves } = await invited();
    assert.match(url, /^https:\/\/rejoinder\.example\.edu\/register\/[\w-]{32}$/);
    assert.equal(approves, false);
    const days = (at: string) => (Date.parse(at) - Date.now()) / (24 * 60 * 60 * 1000);
    assert.ok(days(expiresAt) > 6.9 && days(expiresAt) <= 7);
    const other = await invited('--note', 'Our school', '--approve', '--days', '30');
    assert.notEqual(other.url, url);
    assert.ok(other.approves && days(other.expiresAt) > 29.9);
    const kept = await connection.collection('invitations').find().sort({ createdAt: -1 }).toArray();
    assert.deepEqual([kept[0]?.note, kept[0]?.approves, kept[0]?.usedAt], ['Our school', true, null]);
    assert.ok(!JSON.stringify(kept).includes(url.split('/').pop()));
    const audit = await connection.collection('audit').findOne({ 'facts.note': 'Our school' });
    assert.deepEqual([audit?.by, audit?.action], ['cli', 'invitation.made']);
  });

  const WRONG: [string, string[], RegExp][] = [
    ['a command that does not exist', ['platform', 'remove'], /no command "platform remove"; --help/],
    ['a word that every object knows', ['constructor'], /no command "constructor"/],
    ['half a command', ['platform'], /no command "platform"/],
    [
      'nothing of the LMS',
      ['platform', 'add'],
      /needs --issuer, --client-id, --auth-url, --token-url, --jwks-url/,
    ],
    ['one address missing', moodle({ 'token-url': null }), /needs --token-url/],
    ['no deployment', moodle({ deployment: null }), /--deployment .*--learn-deployments/],
    ['an empty deployment', moodle({ deployment: '' }), /--deployment must not be empty/],
    ['an option that does not exist', [...moodle(), '--colour', 'red'], /--colour/],
    ['an option without a value', ['platform', 'add', '--issuer'], /--issuer/],
    ['a word too many', [...moodle(), 'please'], /please/],
    ['a word too many for a list', ['platform', 'list', 'all'], /all/],
    ['a word too many for a link', ['admin-link', 'please'], /please/],
    ['a change with an addition', [...moodle(), '--pause'], /no --pause/],
    ['a word too many for an exchange of keys', ['keys', 'rotate', 'now'], /now/],
    ['an issuer that is no address', moodle({ issuer: 'moodle' }), /--issuer must be an https/],
    [
      'an address that is not encrypted',
      moodle({ 'jwks-url': 'http://moodle.example.edu/keys' }),
      /--jwks-url must be an https/,
    ],
    [
      'an address that is a script',
      moodle({ 'auth-url': 'javascript:alert(1)' }),
      /--auth-url must be an https/,
    ],
    [
      'several wrong addresses',
      moodle({ 'auth-url': 'x', 'token-url': 'file:///etc/passwd' }),
      /--auth-url .*; --token-url /,
    ],
    ['an invitation for no days', ['invite', '--days', '0'], /--days is a whole number from 1 to 90/],
    ['an invitation for longer than the pages give one', ['invite', '--days', '91'], /from 1 to 90/],
    ['an invitation for ever', ['invite', '--days', '1000'], /--days is a whole number/],
    ['an invitation of an LMS by name', ['invite', '--issuer', 'x'], /invite takes no --issuer/],
    ['an invitation with a word too many', ['invite', 'please'], /please/],
    ['a registration by hand with days', [...moodle(), '--days', '3'], /platform add takes no --days/],
    ['a client id of spaces', moodle({ 'client-id': '  ' }), /--client-id must not be empty/],
  ];
  for (const [what, args, line] of WRONG) {
    it(`says in one line what is wrong with ${what}`, async () => {
      assertOneLine(await cli(args, env), line);
    });
  }

  it('says in one line that no database is named, that it cannot be reached, or that the secret is another', async () => {
    assertOneLine(
      await cli(['platform', 'list'], {}),
      /BASE_URL is missing.*MONGODB_URI is missing.*SECRET is missing/,
    );
    const closed = { ...env, MONGODB_URI: `mongodb://u:pass-word@127.0.0.1:${await freePort()}/x` };
    const said = await cli(['platform', 'list'], closed);
    assertOneLine(said, /MongoDB cannot be reached/);
    assert.doesNotMatch(said.stderr, /pass-word/);
    await cli(moodle({ 'client-id': 'first' }), env);
    const other = { ...env, SECRET: 'another secret, which is long enough, too' };
    assertOneLine(await cli(moodle({ 'client-id': 'second' }), other), /SECRET is not the one/);
  });

  it('works on the demo in a folder where no database is named', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'rejoinder-cli-'));
    try {
      const lines = Object.entries({ ...env, MONGODB_URI: testMongoUri() }).map(
        ([name, value]) => `${name}=${value}\n`,
      );
      await writeFile(join(folder, 'demo.env'), lines.join(''));
      assert.equal((await cli(moodle(), { DATA_DIR: folder })).code, 0);
      const listed = await cli(['platform', 'list'], { DATA_DIR: folder });
      assert.equal(JSON.parse(listed.stdout).length, 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  function assertOneLine({ code, stdout, stderr }: Said, line: RegExp): void {
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, line);
    assert.match(stderr, /^[^\n]+\n$/);
    assert.doesNotMatch(stderr, /\bat .*:\d+:\d+/);
  }

  it('pauses an LMS, resumes it and lets in another deployment', async () => {
    const which = ['--issuer', 'https://canvas.example.edu', '--client-id', 'for changes'];
    await cli(moodle({ issuer: 'https://canvas.example.edu', 'client-id': 'for changes' }), env);
    const change = async (...args: string[]) =>
      JSON.parse((await cli(['platform', 'change', ...which, ...args], env)).stdout);
    assert.equal((await change('--pause')).status, 'paused');
    const { status, deployments } = await change('--resume', '--deployment', '2');
    assert.deepEqual([status, deployments], ['active', ['1', '2']]);
  });

  it('approves an LMS that registered itself, removes it, and writes down whatever it does', async () => {
    const clientId = 'for the list';
    const which = ['--issuer', 'https://moodle.example.edu', '--client-id', clientId];
    const added = JSON.parse((await cli(moodle({ 'client-id': clientId }), env)).stdout).platform;
    const platforms = connection.collection<{ _id: string }>('platforms');
    await platforms.updateOne({ _id: added.id }, { $set: { status: 'pending' } });
    assertOneLine(await cli(['platform', 'change', ...which, '--resume'], env), /is pending/);
    const change = async (...args: string[]) =>
      JSON.parse((await cli(['platform', 'change', ...which, ...args], env)).stdout).status;
    assert.equal(await change('--approve'), 'active');
    assert.equal(await change('--deployment', '7', '--pause'), 'paused');
    assert.equal(await change('--remove'), 'removed');
    assertOneLine(await cli(['platform', 'change', ...which, '--pause'], env), /not registered/);
    const entries = await connection
      .collection('audit')
      .find({ platformId: added.id })
      .sort({ at: 1 })
      .toArray();
    assert.deepEqual(
      entries.map(({ by, action }) => `${by} ${action}`),
      [
        'cli platform.registered',
        'cli platform.approved',
        'cli platform.deployment-added',
        'cli platform.paused',
        'cli platform.removed',
      ],
    );
  });

  it('prints a link that signs an operator in, and nothing else', async () => {
    const { code, stdout, stderr } = await cli(['admin-link'], env);
    assert.deepEqual([code, stderr], [0, '']);
    const link = /^https:\/\/rejoinder\.example\.edu\/admin\/sign-in\?code=([\w-]{43})\n$/.exec(stdout)?.[1];
    assert.ok(link, stdout);
    const links = signInLinkStore(connection);
    assert.equal(await links.take(link, new Date(Date.now() + 16 * 60_000)), false);
    assert.equal(await links.take(link, new Date()), true);
    assert.equal(await links.take(link, new Date()), false);
    assert.ok(await connection.collection('audit').findOne({ by: 'cli', action: 'operator.link-made' }));
  });

  for (const [mistake, args, sentence] of [
    ['nothing to change', ['--issuer', 'a', '--client-id', 'b'], /say what to change/],
    ['nobody to change', ['--pause'], /needs --issuer, --client-id/],
    ['both at once', ['--issuer', 'a', '--client-id', 'b', '--pause', '--resume'], /not both/],
    ['an LMS that is not registered', ['--issuer', 'a', '--client-id', 'b', '--pause'], /not registered/],
    [
      'an option of another command',
      ['--issuer', 'a', '--client-id', 'b', '--pause', '--name', 'c'],
      /no --name/,
    ],
  ] as const) {
    it(`says in one line that a change names ${mistake}`, async () => {
      const { code, stdout, stderr } = await cli(['platform', 'change', ...args], env);
      assert.deepEqual([code, stdout, stderr.split('\n').length], [2, '', 2]);
      assert.match(stderr, sentence);
    });
  }

  it('has every command and option that the documents name', async () => {
    const help = (await cli(['--help'], env)).stdout;
    // From one command's line to the next: what is indented deeper says more of it.
    const usages = help.split(/^ {2}(?=\S)/m).slice(1);
    const named = (await documents()).flatMap((text) => [
      ...text.matchAll(
        /(?:cli --\s+|`)((?:platform|keys) (?:[a-z]+)|invite|admin-link)\b((?:[^`]|``(?!`))*)/g,
      ),
    ]);
    assert.ok(named.length > 10);
    for (const [, command = '', rest = ''] of named) {
      const usage = usages.find((one) => one.startsWith(command));
      assert.ok(usage, `there is no ${command}`);
      for (const [option] of rest.matchAll(/(?<![\w-])--[a-z-]+/g))
        assert.match(usage, new RegExp(`${option}\\b`), `${command} has no ${option}`);
    }
  });

  async function documents(): Promise<string[]> {
    const names = (await readdir('docs')).filter((name) => name.endsWith('.md'));
    return Promise.all(
      ['README.md', ...names.map((name) => join('docs', name))].map((file) => readFile(file, 'utf8')),
    );
  }
});
