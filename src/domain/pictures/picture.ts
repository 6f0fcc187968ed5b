import { avif } from './avif.ts';
import { Bytes, DamagedPicture, type Size } from './bytes.ts';
import { gif } from './gif.ts';
import { jpeg } from './jpeg.ts';
import { png } from './png.ts';
import { webp } from './webp.ts';

export { DamagedPicture, type Size } from './bytes.ts';

/** Formats that every browser shows and that run nothing. */
const WALKS = {
  'image/jpeg': jpeg,
  'image/png': png,
  'image/gif': gif,
  'image/webp': webp,
  'image/avif': avif,
} as const;
export type PictureType = keyof typeof WALKS;

export const isPictureType = (type: string | null): type is PictureType =>
  type !== null && Object.hasOwn(WALKS, type);

/** A picture that unpacks to more than a phone can hold is no help to anybody. */
const LONGEST_SIDE = 20_000;
const MOST_PIXELS = 100_000_000;

/**
 * Walks through a picture from its first byte to its last and gives on what makes the picture, and nothing else: not where
 * and with what it was taken, no comments, no second file behind it. Holds a small part of it at a time.
 * @throws DamagedPicture where it is not what it says it is, or too big to show
 */
export async function* walkPicture(
  type: PictureType,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, Size> {
  const size = yield* walk(type, source);
  const { width, height } = size;
  const shown = width > 0 && height > 0 && Math.max(width, height) <= LONGEST_SIDE;
  if (!shown || width * height > MOST_PIXELS) throw new DamagedPicture(`${width} × ${height}`);
  return size;
}

async function* walk(type: PictureType, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, Size> {
  try {
    return yield* WALKS[type](new Bytes(source));
  } catch (error) {
    // A number was to be read where there is nothing any more.
    throw error instanceof RangeError ? new DamagedPicture(error.message) : error;
  }
}
