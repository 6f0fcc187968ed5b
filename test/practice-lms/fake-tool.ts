import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import { type KeyPair, nextKeyPair } from '../support/keyPairs.ts';

/** A tool that is nothing but keys and what pages a test gives it: it signs, and serves its key set on the loopback. */
export interface FakeTool {
  url: string;
  /** How often the key set was fetched. */
  fetches: number;
  /** HTML by path; everything else answers with the key set. */
  pages: Record<string, string>;
  sign(payload: JWTPayload, header?: Record<string, unknown>): Promise<string>;
  /** Signs with a key that is not in the key set, under the name of one that is. */
  forge(payload: JWTPayload): Promise<string>;
  /** Replaces the key and its kid. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

export async function startFakeTool(): Promise<FakeTool> {
  let pair: KeyPair = await nextKeyPair();
  let number = 1;
  const publicKey = async (): Promise<JWK> => ({
    ...(await exportJWK(pair.publicKey)),
    kid: `key-${number}`,
    alg: 'RS256',
    use: 'sig',
  });
  const server = createServer(async (req, res) => {
    const html = tool.pages[req.url?.split('?')[0] ?? ''];
    if (html !== undefined) {
      res.setHeader('content-type', 'text/html; charset=utf-8');
      res.end(html);
      return;
    }
    tool.fetches += 1;
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify({ keys: [await publicKey()] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const signed = (payload: JWTPayload, key: KeyPair['privateKey'], header?: Record<string, unknown>) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: `key-${number}`, ...header }).sign(key);
  const tool: FakeTool = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fetches: 0,
    pages: {},
    sign: (payload, header) => signed(payload, pair.privateKey, header),
    forge: async (payload) => signed(payload, (await nextKeyPair()).privateKey),
    rotate: async () => {
      pair = await nextKeyPair();
      number += 1;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return tool;
}
