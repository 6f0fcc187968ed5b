import { parseArgs } from 'node:util';
import { BadConfig, readConfig, withDemoEnvironment } from './config.ts';
import { Conflict, InvalidInput } from './domain/errors.ts';
import { connect } from './store/database.ts';
import { createStore, type Store } from './store/index.ts';
import { WrongSecret } from './store/sealed.ts';
import { changePlatform, type PlatformChange } from './usecases/changePlatform.ts';
import { INVITATION_DAYS, invite } from './usecases/invite.ts';
import { registerPlatform, toolAddresses } from './usecases/registerPlatform.ts';
import { ensureKey, rotateKeys } from './usecases/rotateKeys.ts';
import { makeSignInLink } from './usecases/signInOperator.ts';

const HELP = `Usage: npm run -s cli -- COMMAND

  invite [--note TEXT] [--approve] [--days N]
      Prints, as JSON, an address to paste into an LMS: it registers itself with it, once, within ${INVITATION_DAYS.preset}
      days or N (at most ${INVITATION_DAYS.most}). It waits for approval then; with --approve it is let in at once.
  platform add --issuer URL --client-id ID --auth-url URL --token-url URL --jwks-url URL
               [--name NAME] [--deployment ID]... [--learn-deployments]
      Registers an LMS and prints, as JSON, what to enter there. Launches are accepted from the deployments
      named; with --learn-deployments, from any deployment of this LMS that launches.
  platform change --issuer URL --client-id ID [--deployment ID]... [--approve | --pause | --resume | --remove]
      Lets in more deployments of a registered LMS; approves one that registered itself; pauses one: then its
      launches are refused, its sessions end, and its grades wait until it is resumed. Removing does the same and
      takes it off the list; registered again, everything of it is back.
  platform list
      Prints the registered LMSs as JSON.
  admin-link
      Prints an address that signs you in to the administration pages: good once, for 15 minutes. Whoever has it
      can use it, so open it yourself.
  keys rotate
      Publishes a new signing key; it is used once LMSs have had time to notice it.
  --help
      Prints this.

Works on the database in MONGODB_URI (with BASE_URL and SECRET as the tool has them), or, where that is not
set, on the demo in this folder.`;

/** What the person at the keyboard did wrong. */
class Misuse extends Error {}

interface Operator {
  store: Store;
  baseUrl: string;
}
type Command = (operator: Operator, args: string[]) => Promise<unknown>;

const COMMANDS = new Map<string, Command>([
  ['invite', inviteLms],
  ['platform add', addPlatform],
  ['platform change', alterPlatform],
  ['platform list', listPlatforms],
  ['keys rotate', newKey],
  ['admin-link', adminLink],
]);

async function inviteLms(operator: Operator, args: string[]) {
  const { note = '', approve = false, days = String(INVITATION_DAYS.preset), ...rest } = options(args);
  const [foreign] = Object.keys(rest);
  if (foreign) throw new Misuse(`invite takes no --${foreign}`);
  if (!/^[1-9]\d?$/.test(days) || Number(days) > INVITATION_DAYS.most)
    throw new Misuse(`--days is a whole number from 1 to ${INVITATION_DAYS.most}`);
  // Under another secret the page of invitations could not show this one.
  await ensureKey(operator.store, new Date());
  const { url, invitation } = await invite(
    operator,
    { note: note.trim().slice(0, 255), approves: approve, days: Number(days) },
    'cli',
    new Date(),
  );
  return { url, expiresAt: invitation.expiresAt, approves: invitation.approves };
}

async function addPlatform({ store, baseUrl }: Operator, args: string[]) {
  const given = options(args);
  const foreign = [...CHANGES, 'note', 'approve', 'days'].find((name) => name in given);
  if (foreign) throw new Misuse(`platform add takes no --${foreign}`);
  const required = ['issuer', 'client-id', 'auth-url', 'token-url', 'jwks-url'] as const;
  const missing = required.filter((name) => !given[name]);
  if (missing.length > 0)
    throw new Misuse(`platform add needs ${missing.map((name) => `--${name}`).join(', ')}`);
  const details = {
    issuer: String(given.issuer),
    clientId: String(given['client-id']),
    authUrl: String(given['auth-url']),
    tokenUrl: String(given['token-url']),
    jwksUrl: String(given['jwks-url']),
    ...(given.name ? { name: given.name } : {}),
    deployments: given.deployment ?? [],
    learnsDeployments: given['learn-deployments'] ?? false,
  };
  const platform = await registerPlatform(store, details, 'cli', new Date());
  if (!platform)
    throw new Misuse(`${details.issuer} with client id ${details.clientId} is registered already`);
  return { platform, enterInTheLms: toolAddresses(baseUrl) };
}

async function alterPlatform({ store }: Operator, args: string[]) {
  const { issuer, 'client-id': clientId, deployment: deployments = [], ...rest } = options(args);
  const changes = CHANGES.filter((name) => rest[name]);
  const foreign = Object.keys(rest).find((name) => !CHANGES.some((change) => change === name));
  if (foreign) throw new Misuse(`platform change takes no --${foreign}`);
  if (!issuer || !clientId) throw new Misuse('platform change needs --issuer, --client-id');
  if (changes.length > 1) throw new Misuse(`${changes.map((name) => `--${name}`).join(' or ')}, not both`);
  if (deployments.some((id) => id.trim() === '')) throw new Misuse('--deployment must not be empty');
  const wanted: PlatformChange[] = [
    ...deployments.map((deploymentId) => ({ kind: 'add-deployment', deploymentId }) as const),
    ...changes.map((kind) => ({ kind })),
  ];
  if (wanted.length === 0) throw new Misuse(`say what to change: --deployment, ${CHANGE_OPTIONS}`);
  const platform = await store.platforms.find(issuer, clientId);
  if (!platform) throw new Misuse(`${issuer} with client id ${clientId} is not registered`);
  let changed = platform;
  for (const change of wanted) changed = await changePlatform(store, platform.id, change, 'cli', new Date());
  return changed;
}

const CHANGES = ['approve', 'pause', 'resume', 'remove'] as const;
const CHANGE_OPTIONS = CHANGES.map((name) => `--${name}`).join(', ');

function options(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: {
        issuer: text,
        'client-id': text,
        'auth-url': text,
        'token-url': text,
        'jwks-url': text,
        name: text,
        deployment: { type: 'string', multiple: true },
        'learn-deployments': { type: 'boolean' },
        approve: { type: 'boolean' },
        pause: { type: 'boolean' },
        resume: { type: 'boolean' },
        note: text,
        days: text,
        remove: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new Misuse(error instanceof Error ? (error.message.split(/[.\n]/)[0] ?? '') : String(error));
  }
}

async function listPlatforms({ store }: Operator, args: string[]) {
  refuseMore(args);
  return store.platforms.list();
}

async function adminLink({ store, baseUrl }: Operator, args: string[]) {
  refuseMore(args);
  return makeSignInLink({ store, baseUrl }, new Date());
}

async function newKey({ store }: Operator, args: string[]) {
  refuseMore(args);
  return rotateKeys(store, new Date());
}

function refuseMore(args: string[]): void {
  if (args.length > 0) throw new Misuse(`this command takes nothing more, and got ${args.join(' ')}`);
}

/**
 * Does what was typed. @returns what to print
 * @throws what `mistakeIn` can put into a line, and what nobody foresaw
 */
export async function obey(argv: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const words = commandIn(argv);
  if (argv.length === 0 || argv.includes('--help') || argv.includes('-h')) return HELP;
  const command = COMMANDS.get(words);
  if (!command) throw new Misuse(`there is no command "${words}"; --help lists them`);
  const config = readConfig(withDemoEnvironment(env));
  const connection = await connect(config.mongodbUri).catch(() => {
    throw new Misuse('MongoDB cannot be reached: is the demo running, or MONGODB_URI right?');
  });
  try {
    const store = createStore(connection, config.secret);
    await store.buildIndexes();
    const rest = argv.slice(words.split(' ').length);
    const answer = await command({ store, baseUrl: config.baseUrl }, rest);
    return typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2);
  } finally {
    await connection.close();
  }
}

/** A command is one word or two. */
function commandIn([first = '', second = '']: string[]): string {
  return COMMANDS.has(first) ? first : `${first} ${second}`.trim();
}

/** What the person at the keyboard can do better, in one line; null where it is no fault of theirs. */
export function mistakeIn(error: unknown): string | null {
  if (error instanceof Misuse) return error.message;
  if (error instanceof InvalidInput) {
    const lines = Object.entries(error.errors).map(([field, problem]) => `--${optionOf(field)} ${problem}`);
    return lines.join('; ');
  }
  if (error instanceof Conflict) return `that cannot be done now: ${error.reason}`;
  if (error instanceof WrongSecret) return 'SECRET is not the one that this database was used with before';
  return error instanceof BadConfig ? `${error.problems.join('; ')} (see --help)` : null;
}

/** `clientId` is typed as `--client-id`, and each of `deployments` as `--deployment`. */
const optionOf = (field: string) =>
  field.replace(/^deployments$/, 'deployment').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
