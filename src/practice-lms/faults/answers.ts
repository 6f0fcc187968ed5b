import { STATUS_CODES } from 'node:http';
import type { Response } from 'express';

/** An answer in the platform's stead. */
export interface PlatformAnswer {
  status: number;
  type: string;
  body: string;
  headers?: Record<string, string>;
}

/** Whatever the platform had already put into the headers is forgotten. */
export function sendAnswer(res: Response, { status, type, body, headers = {} }: PlatformAnswer): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  res.status(status).set(headers).type(type);
  res.end(body);
}

/** Lets the platform do its work and hands over what it would have answered; its headers are on `res`. */
export function insteadOfAnswer(res: Response, answer: (body: Buffer) => void): void {
  const end = res.end;
  res.end = ((chunk?: unknown) => {
    res.end = end;
    const isBody = typeof chunk === 'string' || chunk instanceof Uint8Array;
    answer(isBody ? Buffer.from(chunk) : Buffer.alloc(0));
    return res;
  }) as typeof res.end;
}

/** Half of what is on its way, then no connection any more. */
export function cutMidway(res: Response, body: Buffer): void {
  const { head, rest } = bytesOf(res, body);
  const all = Buffer.concat([head, rest]);
  const half = body.length > 0 ? head.length + Math.floor(rest.length / 2) : Math.floor(all.length / 2);
  res.locals.sentStatus = res.statusCode;
  res.socket?.write(all.subarray(0, half), () => res.socket?.destroy());
}

/**
 * One byte at a time, the whole answer or only its body, until it is said or the other side has had enough. What
 * comes first comes at once: how many bytes somebody reads at a time says nothing about how they were sent.
 */
export function trickle(res: Response, body: Buffer, part: 'all' | 'body', delayMs: number): void {
  const { socket } = res;
  if (!socket) return;
  const { head, rest } = bytesOf(res, body);
  const bytes = Buffer.concat([head, rest]);
  let sent = part === 'all' ? 1 : head.length;
  res.locals.sentStatus = res.statusCode;
  socket.write(bytes.subarray(0, sent));
  const timer = setInterval(() => {
    socket.write(bytes.subarray(sent, sent + 1));
    sent += 1;
    if (sent < bytes.length) return;
    clearInterval(timer);
    socket.end();
  }, delayMs);
  socket.once('close', () => clearInterval(timer));
}

/** The answer as it stands on the wire; an empty body is chunked, so that its end can be late, too. */
function bytesOf(res: Response, body: Buffer): { head: Buffer; rest: Buffer } {
  const length = body.length > 0 ? { 'content-length': body.length } : { 'transfer-encoding': 'chunked' };
  const { 'content-length': _, ...headers } = res.getHeaders();
  const lines = Object.entries({ ...headers, ...length, connection: 'close' });
  const head = [
    `HTTP/1.1 ${res.statusCode} ${STATUS_CODES[res.statusCode] ?? ''}`,
    ...lines.map(([name, value]) => `${name}: ${String(value)}`),
  ];
  const rest = body.length > 0 ? body : Buffer.from('0\r\n\r\n');
  return { head: Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), rest };
}
