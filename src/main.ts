import { hostname } from 'node:os';
import { assemble } from './app.ts';
import { BadConfig, type Config, readConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { connect } from './store/database.ts';
import { WrongSecret } from './store/sealed.ts';

/** Given to requests under way when the process is asked to stop. */
const DRAIN_MS = 10_000;

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

function exit(line: string): never {
  console.error(line);
  process.exit(1);
}

const config = configOrExit();
const logger = createLogger(config.logLevel);
const connection = await connect(config.mongodbUri).catch((error: Error) =>
  // Its message may repeat part of the address, and that holds a password.
  exit(`MongoDB cannot be reached at the MONGODB_URI given (${error.name}).`),
);
const worker = `${hostname()} ${process.pid}`;
const { app, stop } = await assemble(config, connection, logger, { worker }).catch((error: unknown) => {
  // It could sign nothing: no grade would be passed on, and nobody would be told why.
  if (error instanceof WrongSecret) exit('SECRET is not the one that this database was used with before.');
  throw error;
});

const server = app.listen(config.port, config.host, (error?: Error & { code?: string }) => {
  if (!error) return logger.info({ port: config.port, baseUrl: config.baseUrl }, 'the tool is up');
  const taken = error.code === 'EADDRINUSE';
  exit(taken ? `Port ${config.port} is taken: choose another with PORT.` : error.message);
});

let stopping = false;
async function shutDown(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => process.exit(1), DRAIN_MS).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.all([closed, stop()]);
  await connection.close();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, shutDown);
