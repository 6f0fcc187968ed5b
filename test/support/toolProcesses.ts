import { freePort } from '../../scripts/ports.mjs';
import { connect } from '../../src/store/database.ts';
import { createStore } from '../../src/store/index.ts';
import type { Launchable } from './signedLaunch.ts';
import { SECRET } from './tool.ts';
import { environment, ToolProcess } from './toolProcess.ts';

export interface ToolProcesses extends Launchable {
  /** Over one database, and all known to browsers by the address of the first. */
  processes: ToolProcess[];
}

/** The tool as it runs in earnest, in processes of its own. */
export async function startToolProcesses(count: number): Promise<ToolProcesses> {
  const env = await environment();
  const ports = [env.PORT];
  while (ports.length < count) ports.push(String(await freePort()));
  const processes = ports.map((PORT) => new ToolProcess({ ...env, PORT }));
  const connection = await connect(env.MONGODB_URI);
  try {
    await Promise.all(processes.map((one) => one.up()));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    baseUrl: env.BASE_URL,
    processes,
    tool: { store: createStore(connection, SECRET) },
    close: stop,
  };

  async function stop(): Promise<void> {
    await Promise.all(processes.map((one) => one.stop()));
    await connection.dropDatabase();
    await connection.close();
  }
}
