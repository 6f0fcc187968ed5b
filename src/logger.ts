import pino from 'pino';

export type Logger = pino.Logger;

/** JSON lines on standard output. Tokens, cookies and what people write are never logged: callers pass fields by name. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
