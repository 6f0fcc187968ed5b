import { connect } from 'node:net';

/** A request as bytes: what `fetch` would refuse to send is sent all the same. */
export interface RawRequest {
  method: string;
  /** Path and query, as they stand. */
  target: string;
  headers: [string, string][];
  body: Buffer;
}

export interface RawAnswer {
  /** 0 where the line was closed without a word. */
  status: number;
  text: string;
}

/** Sends it on a connection of its own and waits until the server has closed that. */
export function sendRaw(address: string, { method, target, headers, body }: RawRequest): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(address);
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `host: ${host}`,
    'connection: close',
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(method === 'GET' && body.length === 0 ? [] : [`content-length: ${body.length}`]),
  ];
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that has heard enough may close while we still speak: what it said counts.
    socket.on('error', () => {});
    socket.on('close', () => resolve(answerIn(Buffer.concat(chunks).toString('latin1'))));
    socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]));
  });
}

function answerIn(text: string): RawAnswer {
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  return { status: Number(status ?? 0), text };
}
