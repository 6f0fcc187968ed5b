import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadConfig, readConfig, withDemoEnvironment } from '../src/config.ts';

const GOOD = {
  BASE_URL: 'https://rejoinder.example.edu',
  MONGODB_URI: 'mongodb://db.example.edu/rejoinder?replicaSet=rs0',
  SECRET: 'thirty-two characters, or more...',
};

/** The variables that are complained of, or null where the environment is usable. */
function problemsOf(env: Record<string, string>): string[] | null {
  try {
    readConfig(env);
    return null;
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    return error.problems;
  }
}

describe('The configuration', () => {
  it('needs an address, a database and a secret, and nothing else', () => {
    assert.deepEqual(readConfig(GOOD), {
      port: 3000,
      host: '0.0.0.0',
      baseUrl: 'https://rejoinder.example.edu',
      mongodbUri: GOOD.MONGODB_URI,
      secret: GOOD.SECRET,
      logLevel: 'info',
      mail: null,
    });
  });

  it('takes what is set', () => {
    const { port, host, logLevel } = readConfig({ ...GOOD, PORT: '8080', HOST: '::', LOG_LEVEL: 'debug' });
    assert.deepEqual([port, host, logLevel], [8080, '::', 'debug']);
  });

  it('tells everything that is missing at once, with an example', () => {
    assert.deepEqual(problemsOf({}), [
      'BASE_URL is missing: the address of the tool, such as https://rejoinder.example.edu',
      'MONGODB_URI is missing: a MongoDB replica set, such as mongodb://db.example.edu/rejoinder?replicaSet=rs0',
      'SECRET is missing: 32 or more random characters, kept for as long as the database',
    ]);
  });

  it('takes what is empty for missing', () => {
    assert.equal(problemsOf({ BASE_URL: '', MONGODB_URI: '', SECRET: '' })?.length, 3);
    assert.equal(readConfig({ ...GOOD, PORT: '', LOG_LEVEL: '' }).port, 3000);
  });

  it('tells everything that is wrong at once', () => {
    const problems = problemsOf({
      ...{
        PORT: '70000',
        BASE_URL: 'http://rejoinder.example.edu',
        MONGODB_URI: 'postgres://db',
        SECRET: 'short',
      },
      LOG_LEVEL: 'loud',
    });
    assert.deepEqual(
      problems?.map((line) => line.split(' ')[0]),
      ['PORT', 'BASE_URL', 'MONGODB_URI', 'SECRET', 'LOG_LEVEL'],
    );
    assert.deepEqual(
      problems?.filter((line) => !/^[A-Z_]+ (is|must) [a-z]/.test(line)),
      [],
    );
  });

  it('never repeats the secret or the database address, which holds a password', () => {
    const problems = problemsOf({ ...GOOD, SECRET: 'hush-hush', MONGODB_URI: 'mongo://user:hush-hush@db' });
    assert.equal(problems?.length, 2);
    assert.doesNotMatch(String(problems), /hush/);
  });

  for (const [port, usable] of Object.entries({
    0: true,
    65535: true,
    65536: false,
    '-1': false,
    '3.5': false,
    x: false,
  })) {
    it(`${usable ? 'takes' : 'refuses'} ${port} for a port`, () => {
      assert.equal(problemsOf({ ...GOOD, PORT: port }) === null, usable);
    });
  }

  const ADDRESSES: [string, string | null][] = [
    ['https://rejoinder.example.edu/', 'https://rejoinder.example.edu'],
    ['https://Rejoinder.Example.edu:443', 'https://rejoinder.example.edu'],
    ['https://rejoinder.example.edu:8443', 'https://rejoinder.example.edu:8443'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
    ['http://rejoinder.example.edu', null],
    ['https://rejoinder.example.edu/tool', null],
    ['https://rejoinder.example.edu/?x=1', null],
    ['https://user:password@rejoinder.example.edu', null],
    ['rejoinder.example.edu', null],
    ['ftp://rejoinder.example.edu', null],
    ['javascript:alert(1)', null],
  ];
  for (const [address, origin] of ADDRESSES) {
    it(`${origin ? 'takes' : 'refuses'} ${address} for the address of the tool`, () => {
      const env = { ...GOOD, BASE_URL: address };
      if (origin) assert.equal(readConfig(env).baseUrl, origin);
      else assert.match(String(problemsOf(env)), /^BASE_URL /);
    });
  }

  it('sends mail where a server and a sender are named, and none otherwise', () => {
    assert.equal(readConfig(GOOD).mail, null);
    const SMTP_URL = 'smtps://tool:p%40ss@mail.example.edu';
    for (const [MAIL_FROM, from] of [
      ['no-reply@example.edu', { name: '', address: 'no-reply@example.edu' }],
      ['Discussions <no-reply@example.edu>', { name: 'Discussions', address: 'no-reply@example.edu' }],
    ] as const)
      assert.deepEqual(readConfig({ ...GOOD, SMTP_URL, MAIL_FROM }).mail, { url: SMTP_URL, from });
  });

  it('tells which half of that is missing or wrong, and never repeats a password', () => {
    const whole = { SMTP_URL: 'smtp://tool:hush@mail.example.edu:587', MAIL_FROM: 'no-reply@example.edu' };
    const without = (name: keyof typeof whole) => problemsOf({ ...GOOD, ...whole, [name]: '' });
    assert.deepEqual(without('SMTP_URL'), [
      'SMTP_URL is missing: the server that takes the mail from MAIL_FROM',
    ]);
    assert.deepEqual(without('MAIL_FROM'), [
      'MAIL_FROM is missing: the address that mail by SMTP_URL is from',
    ]);
    for (const SMTP_URL of [
      'https://tool:hush@mail.example.edu',
      'mail.example.edu:hush',
      'smtp://tool:hush@',
      'smtp://hush@mail.example.edu',
      'smtp://tool:%hush@mail.example.edu',
      'smtp://tool:hush@mail.example.edu/?tls=off',
    ]) {
      const problems = problemsOf({ ...GOOD, ...whole, SMTP_URL });
      assert.match(String(problems), /^SMTP_URL must be smtp:\/\/ or smtps:\/\//, SMTP_URL);
      assert.doesNotMatch(String(problems), /hush/);
    }
    for (const MAIL_FROM of [
      'example.edu',
      'A <a@example.edu>, b@example.edu',
      'A\nBcc: all <a@example.edu>',
    ])
      assert.match(
        String(problemsOf({ ...GOOD, ...whole, MAIL_FROM })),
        /^MAIL_FROM is not an address/,
        MAIL_FROM,
      );
  });

  describe('of the demo in a folder', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'rejoinder-config-'));
      const lines = [
        'MONGODB_URI=mongodb://127.0.0.1:1/demo?replicaSet=r&x=y',
        `SECRET=${GOOD.SECRET}`,
        'BASE_URL=http://127.0.0.1:3000',
      ];
      await writeFile(join(folder, 'demo.env'), `${lines.join('\n')}\n`);
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('is taken where no database is named', () => {
      const { mongodbUri, baseUrl } = readConfig(withDemoEnvironment({ DATA_DIR: folder }));
      assert.equal(mongodbUri, 'mongodb://127.0.0.1:1/demo?replicaSet=r&x=y');
      assert.equal(baseUrl, 'http://127.0.0.1:3000');
    });

    it('is left alone where a database is named, or where no demo ever ran', () => {
      const named = { ...GOOD, DATA_DIR: folder };
      assert.equal(withDemoEnvironment(named), named);
      const elsewhere = { DATA_DIR: join(folder, 'none') };
      assert.equal(withDemoEnvironment(elsewhere), elsewhere);
    });
  });
});
