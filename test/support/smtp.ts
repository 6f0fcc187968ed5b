import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail as the server took it: to whom, and all that stood in it. */
export interface Taken {
  to: string[];
  raw: string;
}

/** What the server does with a mail, in place of taking it. */
export type Manner =
  | 'takes'
  /** It says no, with that number: to whoever sends it, to the one it is for, or to the words. */
  | { says: number; to: 'sender' | 'reader' | 'words' }
  /** It hangs up: as soon as somebody calls, or when it has the words. */
  | { cuts: 'call' | 'words' }
  /** It says nothing more once it has the words, until it is let go. */
  | 'hangs';

export interface MailServer {
  url: string;
  taken: Taken[];
  /** How often somebody called. */
  calls: number;
  /** What it does with the next ones, the last for all that come after. */
  manners: Manner[];
  /** Once it has words that it says nothing about. */
  hanging: Promise<void>;
  close(): Promise<void>;
}

/** A mail server on this machine, real but for its manners. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const refused = (code: number) =>
    Object.assign(new Error('No, not somebody@example.org'), { responseCode: code });
  const manner = (): Manner => here.manners[0] ?? 'takes';
  const next = () => {
    if (here.manners.length > 1) here.manners.shift();
  };
  function answer(to: 'sender' | 'reader', done: (error?: Error) => void) {
    const now = manner();
    if (typeof now !== 'object' || !('says' in now) || now.to !== to) return done();
    next();
    done(refused(now.says));
  }
  let hangs = () => {};
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    ...options,
    onConnect(_session, done) {
      here.calls += 1;
      const now = manner();
      if (typeof now === 'object' && 'cuts' in now && now.cuts === 'call') {
        next();
        for (const socket of sockets) socket.destroy();
      } else done();
    },
    onMailFrom: (_address, _session, done) => answer('sender', done),
    onRcptTo: (_address, _session, done) => answer('reader', done),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const now = manner();
        next();
        if (now === 'hangs') return hangs();
        if (typeof now === 'object' && 'cuts' in now) {
          for (const socket of sockets) socket.destroy();
          return;
        }
        if (typeof now === 'object' && 'says' in now) return done(refused(now.says));
        const to = session.envelope.rcptTo.map(({ address }) => address);
        here.taken.push({ to, raw: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here: MailServer = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    taken: [],
    calls: 0,
    manners: ['takes'],
    hanging: new Promise((resolve) => {
      hangs = resolve;
    }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return here;
}
