/** A call that got no answer: nobody knows whether the LMS carried it out, unless it never left (`sent` false). */
export class NoAnswer extends Error {
  readonly sent: boolean;

  constructor(host: string, { cause, sent }: { cause: unknown; sent: boolean }) {
    super(`no answer from ${host}: ${reasonOf(cause)}`, { cause });
    this.name = 'NoAnswer';
    this.sent = sent;
  }
}

/** Why an answer was not read to its end: it is a cause of NoAnswer. */
export class AnswerTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`the answer is too large: more than ${maxBytes} bytes`);
    this.name = 'AnswerTooLarge';
  }
}

/** A call that was not made: the tool does not go to this address. Trying again soon does not help. */
export class AddressRefused extends NoAnswer {
  constructor(host: string, why: string) {
    super(host, { cause: why, sent: false });
    this.name = 'AddressRefused';
    this.message = `${host} is not called: ${why}`;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timed out';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? String(cause.code) : cause.message;
}
