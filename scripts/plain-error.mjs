/** An error whose message is all that a person needs: shown as it is, without a stack. */
export class PlainError extends Error {}

export function explain(error) {
  return error instanceof PlainError ? error.message : (error?.stack ?? String(error));
}
