import { randomInt } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Binding one address succeeds on some systems while another address of the port is in use: so each is tried. */
export async function portIsFree(port) {
  for (const host of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
    const outcome = await tryToListen(port, host);
    if (outcome === 'EADDRINUSE' || outcome === 'EACCES') return false;
  }
  return true;
}

/** Below those that systems give out by themselves, so that no other process is given it before somebody listens there. */
export async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await portIsFree(port)) return port;
  }
}

function tryToListen(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve()));
  });
}

/** Answers true once something listens there, false when `abandoned()` says that it never will. */
export async function waitForListener(port, abandoned) {
  while (!abandoned()) {
    if (await canConnect(port)) return true;
    await delay(25);
  }
  return false;
}

function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true) || socket.destroy());
    socket.once('error', () => resolve(false));
  });
}
