import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPracticeLms, type PracticeLms, type PracticeLmsOptions } from './app.ts';

export interface RunningPracticeLms extends PracticeLms {
  /** e.g. `http://localhost:4000`. */
  origin: string;
  /** Stops listening and writes what is not yet written. */
  close(): Promise<void>;
}

export interface StartOptions extends Omit<PracticeLmsOptions, 'origin'> {
  /** 0 takes a free port. */
  port: number;
}

/**
 * Starts the practice LMS on 127.0.0.1 and, where there is IPv6, on ::1, so that `localhost` works either way.
 * Rejects with the system's error, e.g. EADDRINUSE.
 */
export async function start(options: StartOptions): Promise<RunningPracticeLms> {
  const lms = await createPracticeLms(options);
  const { servers, port } = await listenOnLoopback(lms, options.port);
  lms.site.origin = `http://localhost:${port}`;
  const close = async () => {
    await Promise.all(servers.map(stop));
    await lms.storage.flush();
  };
  return { ...lms, origin: lms.site.origin, close };
}

async function listenOnLoopback(
  lms: PracticeLms,
  wanted: number,
): Promise<{ servers: Server[]; port: number }> {
  const first = createServer(lms.app);
  await listen(first, wanted, '127.0.0.1');
  const { port } = first.address() as AddressInfo;
  const second = createServer(lms.app);
  try {
    await listen(second, port, '::1');
    return { servers: [first, second], port };
  } catch (error) {
    // Without IPv6 one address has to do.
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return { servers: [first], port };
    await stop(first);
    if (wanted !== 0) throw error;
    // The free port was free on one address only: take another.
    return listenOnLoopback(lms, wanted);
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

async function stop(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
