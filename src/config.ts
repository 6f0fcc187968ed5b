import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isLoopback } from './domain/platform.ts';

/** Everything the tool takes from its environment, checked once at the start. */
export interface Config {
  port: number;
  host: string;
  /** Where browsers and LMSs reach the tool: an origin, no trailing slash. */
  baseUrl: string;
  mongodbUri: string;
  /** At least 32 characters; encrypts the signing keys and tokens at rest. Without it they have to be made anew. */
  secret: string;
  logLevel: string;
  /** Who takes our mail, and who it is from; null: none is sent. The address may hold a password. */
  mail: { url: string; from: { name: string; address: string } } | null;
}

/** What is missing or wrong in the environment, all of it, one line each. */
export class BadConfig extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const isOrigin = ({ pathname, search, hash, username, password }: URL) =>
  pathname === '/' && search + hash + username + password === '';

const origin = z
  .string({ error: 'is missing: the address of the tool, such as https://rejoinder.example.edu' })
  .refine((text) => URL.canParse(text), 'is not an address')
  .refine((text) => !URL.canParse(text) || isOrigin(new URL(text)), 'must be an origin alone, without a path')
  .refine((text) => {
    if (!URL.canParse(text)) return true;
    const url = new URL(text);
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  }, 'must begin with https:// (http:// works on this machine alone: browsers keep LMS cookies to https)')
  .transform((text) => new URL(text).origin);

function isMailServer(text: string): boolean {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { hostname, pathname, search, hash, username, password } = new URL(text);
  // Half of a user's name and password would be neither.
  const whole = Boolean(username) === Boolean(password);
  return (
    hostname !== '' &&
    whole &&
    isDecodable(username + password) &&
    pathname.length < 2 &&
    search + hash === ''
  );
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** `no-reply@example.edu`, or with a name before it, `Discussions <no-reply@example.edu>`. */
function senderIn(text: string): { name: string; address: string } | null {
  const [, name = '', address = text] = /^([^<>"\p{Cc}]*)<([^<>]+)>$/u.exec(text.trim()) ?? [];
  const parsed = z.email().safeParse(address.trim());
  return parsed.success ? { name: name.trim(), address: parsed.data } : null;
}
function isSender(text: string): boolean {
  return senderIn(text) !== null;
}

const schema = z.object({
  PORT: z.coerce
    .number('is not a port')
    .int('is not a port')
    .min(0, 'is not a port')
    .max(65535, 'is not a port')
    .default(3000),
  HOST: z.string().default('0.0.0.0'),
  BASE_URL: origin,
  MONGODB_URI: z
    .string({
      error: 'is missing: a MongoDB replica set, such as mongodb://db.example.edu/rejoinder?replicaSet=rs0',
    })
    .regex(/^mongodb(\+srv)?:\/\/.+/, 'must begin with mongodb:// or mongodb+srv://'),
  SECRET: z
    .string({ error: 'is missing: 32 or more random characters, kept for as long as the database' })
    .min(32, 'is too short: 32 or more random characters'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'is not a level')
    .default('info'),
  SMTP_URL: z
    .string()
    .refine(
      isMailServer,
      'must be smtp:// or smtps://, with a host, such as smtps://user:password@mail.example.edu',
    )
    .optional(),
  MAIL_FROM: z
    .string()
    .refine(isSender, 'is not an address, such as Discussions <no-reply@example.edu>')
    .optional(),
});

/** What only works together, and is there by half. */
const HALVES = {
  SMTP_URL: 'SMTP_URL is missing: the server that takes the mail from MAIL_FROM',
  MAIL_FROM: 'MAIL_FROM is missing: the address that mail by SMTP_URL is from',
};
function halvesOf({ SMTP_URL, MAIL_FROM }: NodeJS.ProcessEnv): string[] {
  if (Boolean(SMTP_URL) === Boolean(MAIL_FROM)) return [];
  return [SMTP_URL ? HALVES.MAIL_FROM : HALVES.SMTP_URL];
}

/**
 * Reads and checks the environment.
 * @throws BadConfig naming every variable that is missing or wrong, at once
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(present);
  const wrong = parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? [];
  const problems = [...wrong, ...halvesOf(present)];
  if (!parsed.success || problems.length > 0) throw new BadConfig(problems);
  const { data } = parsed;
  const from = senderIn(data.MAIL_FROM ?? '');
  return {
    port: data.PORT,
    host: data.HOST,
    baseUrl: data.BASE_URL,
    mongodbUri: data.MONGODB_URI,
    secret: data.SECRET,
    logLevel: data.LOG_LEVEL,
    mail: data.SMTP_URL && from ? { url: data.SMTP_URL, from } : null,
  };
}

/** The environment, or, where it names no database, that of the demo which runs (or ran) in this folder. */
export function withDemoEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const file = join(env.DATA_DIR || '.data', 'demo.env');
  if (env.MONGODB_URI || !existsSync(file)) return env;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pairs = lines.map((line) => /^([A-Z_]+)=(.*)$/.exec(line)).filter((match) => match !== null);
  return {
    NODE_ENV: 'development',
    ...env,
    ...Object.fromEntries(pairs.map(([, key, value]) => [key, value])),
  };
}
