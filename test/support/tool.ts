import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Assembled, assemble } from '../../src/app.ts';
import type { Config } from '../../src/config.ts';
import type { Connection } from '../../src/store/database.ts';
import { kept } from './log.ts';
import { openDatabase } from './mongo.ts';

export interface RunningTool extends Assembled {
  baseUrl: string;
  mongodbUri: string;
  connection: Connection;
  close(): Promise<void>;
}

export const SECRET = 'a secret of the tests alone, long enough';

/** Making an RSA key takes longer than most tests: the first one of this process serves all new databases. */
let key: KeptKey | null = null;
interface KeptKey {
  _id: string;
  createdAt: Date;
}

/**
 * The whole tool on a database and a port of its own. `now` lets a test say what time it is; `before` is asked by
 * browsers in the tool's stead, at the tool's address, and told where to find it.
 */
export async function startTool({
  now,
  lmsTimeoutMs,
  mail,
  before,
}: {
  now?: () => Date;
  lmsTimeoutMs?: number;
  mail?: Config['mail'];
  before?: (tool: string) => Server;
} = {}): Promise<RunningTool> {
  const { uri: mongodbUri, connection, close } = await openDatabase();
  const server = createServer();
  const own = await listen(server);
  const front = before?.(own);
  const baseUrl = front ? await listen(front) : own;
  const config = { baseUrl, secret: SECRET, mail };
  const keys = connection.collection<KeptKey>('keys');
  if (key && !(await keys.findOne())) await keys.insertOne({ ...key, createdAt: now?.() ?? new Date() });
  const assembled = await assemble(config, connection, kept, { now, lmsTimeoutMs });
  key ??= await keys.findOne();
  server.on('request', assembled.app);
  return {
    ...assembled,
    baseUrl,
    mongodbUri,
    connection,
    async close() {
      await assembled.stop();
      for (const one of front ? [front, server] : [server]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
      await close();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
