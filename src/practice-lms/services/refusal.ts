/** A service request the platform refuses; the preset decides what the answer's body looks like. */
export class Refusal extends Error {
  readonly status: number;

  /**
   * @param status the HTTP status the real platform answers
   * @param reason its text
   */
  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}
