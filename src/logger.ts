import pino from 'pino';

export type Logger = pino.Logger;

/** JSON lines on standard output. Tokens, cookies and what people write are never logged: callers pass fields by name. */
export function createLogger(level: string, destination?: pino.DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: told } };
  return destination ? pino(options, destination) : pino(options);
}

/** An error's own words alone: others hang what they choked on onto it, body-parser a whole form. */
function told(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause === undefined ? {} : { cause: told(cause) }) };
}
