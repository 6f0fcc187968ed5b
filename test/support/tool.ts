import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Assembled, assemble } from '../../src/app.ts';
import { type Connection, connect } from '../../src/store/database.ts';
import { kept } from './log.ts';
import { testMongoUri } from './mongo.ts';

export interface RunningTool extends Assembled {
  baseUrl: string;
  connection: Connection;
  close(): Promise<void>;
}

export const SECRET = 'a secret of the tests alone, long enough';

/** The whole tool on a database and a port of its own. `now` lets a test say what time it is. */
export async function startTool({
  mongodbUri = testMongoUri(),
  now,
}: {
  mongodbUri?: string;
  now?: () => Date;
} = {}): Promise<RunningTool> {
  const connection = await connect(mongodbUri);
  const server = createServer();
  const baseUrl = await listen(server);
  const config = { baseUrl, secret: SECRET };
  const assembled = await assemble(config, connection, kept, { now });
  server.on('request', assembled.app);
  return {
    ...assembled,
    baseUrl,
    connection,
    async close() {
      await assembled.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
