import { start } from './server.ts';

const DEFAULT_PORT = 4000;
const DEFAULT_TOOL_URL = 'http://127.0.0.1:3000';

if (process.env.NODE_ENV === 'production') {
  fail('The practice LMS is for demonstrations and tests and does not start with NODE_ENV=production.');
}

const port = Number(process.env.PRACTICE_LMS_PORT ?? DEFAULT_PORT);
if (!Number.isInteger(port) || port < 0 || port > 65535) {
  fail(`PRACTICE_LMS_PORT is “${process.env.PRACTICE_LMS_PORT}”; it has to be a port number.`);
}

try {
  const toolUrl = (process.env.TOOL_URL ?? DEFAULT_TOOL_URL).replace(/\/$/, '');
  const lms = await start({ port, toolUrl, dataDir: process.env.DATA_DIR });
  console.log(`The practice LMS listens on ${lms.origin}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void lms.close().then(() => process.exit(0), failWith));
  }
} catch (error) {
  failWith(error);
}

function failWith(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') fail(`Port ${port} is taken. Set PRACTICE_LMS_PORT to another one.`);
  fail(`The practice LMS stopped: ${message}`);
}

function fail(line: string): never {
  console.error(line);
  process.exit(1);
}
