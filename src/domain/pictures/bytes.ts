/** A picture that is not built as its format says. */
export class DamagedPicture extends Error {
  constructor(where: string) {
    super(`damaged picture: ${where}`);
    this.name = 'DamagedPicture';
  }
}

/** In pixels, as it is shown. */
export type Size = { width: number; height: number };

const NONE = new Uint8Array();

/** A stream of bytes, taken in the portions that a format is made of. Never holds more than was asked for and one piece. */
export class Bytes {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #held: Uint8Array = NONE;
  #position = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#pieces = source[Symbol.asyncIterator]();
  }

  /** How many were given out so far. */
  get position(): number {
    return this.#position;
  }

  /** Exactly that many. @throws DamagedPicture where fewer are left */
  async take(count: number): Promise<Uint8Array> {
    while (this.#held.length < count) {
      if (!(await this.#more())) throw new DamagedPicture('ends too early');
    }
    return this.#give(count);
  }

  /** That many, as they come. */
  async *pass(count: number): AsyncGenerator<Uint8Array, void> {
    for (let left = count; left > 0; ) {
      if (this.#held.length === 0 && !(await this.#more())) throw new DamagedPicture('ends too early');
      const piece = this.#give(Math.min(left, this.#held.length));
      left -= piece.length;
      yield piece;
    }
  }

  /** That many are left out. */
  async skip(count: number): Promise<void> {
    for await (const _ of this.pass(count));
  }

  /** All up to a pair that ends them, which stays: `0xff` and a byte of which `ends` says so. */
  async *upToMarker(ends: (second: number) => boolean): AsyncGenerator<Uint8Array, void> {
    for (let from = 0; ; ) {
      const at = this.#held.indexOf(0xff, from);
      const second = at < 0 ? undefined : this.#held[at + 1];
      if (second !== undefined && ends(second)) {
        if (at > 0) yield this.#give(at);
        return;
      }
      if (second !== undefined) {
        from = at + 1;
        continue;
      }
      // Nothing, or half a pair at the very end, which has to wait for its other half.
      const sure = at < 0 ? this.#held.length : at;
      if (sure > 0) yield this.#give(sure);
      from = 0;
      if (!(await this.#more())) throw new DamagedPicture('ends too early');
    }
  }

  #give(count: number): Uint8Array {
    const given = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    this.#position += count;
    return given;
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#pieces.next();
    if (done) return false;
    this.#held = this.#held.length === 0 ? value : joined([this.#held, value]);
    return true;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

/** Names in these formats are ASCII. */
export const nameIn = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
export const bytesOf = (name: string): Uint8Array => Uint8Array.from(name, (letter) => letter.charCodeAt(0));

export const isSize = (size: Size | null): size is Size => size !== null && size.width > 0 && size.height > 0;
