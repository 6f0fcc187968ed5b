import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailOutcome } from '../domain/mail.ts';
import { isLoopback } from '../domain/platform.ts';

interface Delivery {
  envelope: { from: string; to: string };
  raw: Buffer;
  leaving(): Promise<void>;
}

/** All of it ends well before a worker's hold on the mail does. */
export interface MailLimits {
  connectMs: number;
  /** Some servers think about a stranger for a while before they answer (RFC 5321, section 4.5.3.2, wants minutes). */
  answerMs: number;
  ms: number;
}
export const MAIL_LIMITS: MailLimits = { connectMs: 10_000, answerMs: 20_000, ms: 60_000 };

/**
 * Hands one mail to the server. Until its words leave, nothing can have arrived; after that only the server's answer
 * says that it did not.
 */
export async function deliverBySmtp(
  server: URL,
  { envelope, raw, leaving }: Delivery,
  limits: MailLimits,
): Promise<MailOutcome> {
  const connection = new SMTPConnection(optionsFor(server, limits));
  let left = false;
  // Read when the server is ready for the words, and not before.
  const words = Readable.from(
    (async function* () {
      await leaving();
      left = true;
      yield raw;
    })(),
  );
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    // What the server said as it hung up comes right after.
    connection.on('end', () => setImmediate(reject, new Error('the connection ended')));
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it takes too long')), limits.ms);
  });
  try {
    await Promise.race([converse(connection, server, envelope, words), broken, tooLong]);
    connection.quit();
    return { kind: 'sent' };
  } catch (error) {
    connection.close();
    return outcomeOf(error, left);
  } finally {
    clearTimeout(timer);
    words.destroy();
  }
}

async function converse(
  connection: SMTPConnection,
  { username, password }: URL,
  envelope: Delivery['envelope'],
  words: Readable,
): Promise<void> {
  await done((next) => connection.connect(next));
  const auth = { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  if (username) await done((next) => connection.login(auth, next));
  await done((next) => connection.send(envelope, words, next));
}

const done = (begin: (next: (error?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => begin((error) => (error ? reject(error) : resolve())));

function optionsFor({ protocol, hostname, port }: URL, { connectMs, answerMs }: MailLimits) {
  const secure = protocol === 'smtps:';
  const here = isLoopback(hostname);
  return {
    ...{ secure, host: hostname.replace(/^\[|\]$/g, ''), port: port || (secure ? 465 : 587) },
    // A mail names a student: on the way to another machine nobody else reads it.
    requireTLS: !secure && !here,
    ignoreTLS: !secure && here,
    ...{ connectionTimeout: connectMs, dnsTimeout: connectMs },
    ...{ greetingTimeout: answerMs, socketTimeout: answerMs },
  };
}

/** @param left whether its words had begun to leave: then nothing but a number of the server's says that it did not arrive */
export function outcomeOf(error: unknown, left: boolean): MailOutcome {
  const { code = '', originalCode = '', command = '', responseCode = 0 } = error as SmtpError;
  // What servers say repeats addresses; their numbers do not.
  const detail = [code, originalCode, command, responseCode || ''].filter(Boolean).join(' ') || String(error);
  const later = (problem: string): MailOutcome => ({ kind: 'later', problem, detail });
  if (responseCode >= 400 && responseCode < 500 && code !== 'EAUTH') return later('later');
  if (left && responseCode < 500) return { kind: 'doubtful', problem: 'noAnswer', detail };
  // Whoever runs the tool or that server mends these: it wants us to sign in, or takes nothing from us or our address.
  if (code === 'ETLS' || /CERT|ALTNAME|SSL/.test(originalCode)) return later('secure');
  if (code === 'EAUTH' || responseCode === 530) return later('access');
  if (responseCode >= 500)
    return OF_THIS_MAIL.includes(command) ? { kind: 'refused', problem: 'refused', detail } : later('access');
  return later('unreachable');
}

/** What a server says no to for the sake of the reader or the words, and not of whoever calls. */
const OF_THIS_MAIL = ['RCPT TO', 'DATA'];

type SmtpError = { code?: string; originalCode?: string; command?: string; responseCode?: number };
