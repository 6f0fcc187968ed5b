import { type Bytes, bytesOf, DamagedPicture, isSize, joined, nameIn, type Size, viewOf } from './bytes.ts';

const OF_THE_PICTURE = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Bits of the extended header that announce Exif and XMP. */
const TOLD = 0x08 | 0x04;

/**
 * WebP (RFC 9649, section 2): chunks in a RIFF container, whose size comes first. So that it stays true, what does not
 * belong to the picture is overwritten, not left out.
 */
export async function* webp(bytes: Bytes): AsyncGenerator<Uint8Array, Size> {
  const head = await bytes.take(12);
  const isWebp = nameIn(head.subarray(0, 4)) === 'RIFF' && nameIn(head.subarray(8)) === 'WEBP';
  if (!isWebp) throw new DamagedPicture('no WebP');
  yield head;
  const end = viewOf(head).getUint32(4, true) + 8;
  let size: Size | null = null;
  let images = 0;
  while (bytes.position < end) {
    const start = await bytes.take(8);
    const name = nameIn(start.subarray(0, 4));
    const length = viewOf(start).getUint32(4, true);
    // Chunks begin at even places.
    const padded = length + (length % 2);
    if (bytes.position + padded > end) throw new DamagedPicture('a chunk that is too long');
    if (!OF_THE_PICTURE.has(name)) {
      await bytes.skip(padded);
      yield joined([bytesOf('JUNK'), start.subarray(4), new Uint8Array(padded)]);
      continue;
    }
    const first = (await bytes.take(Math.min(padded, 10))).slice();
    size ??= sizeIn(name, first);
    if (/^(VP8[ L]|ANMF)$/.test(name)) images += 1;
    if (name === 'VP8X') first[0] = (first[0] ?? 0) & ~TOLD;
    yield joined([start, first]);
    yield* bytes.pass(padded - first.length);
  }
  if (!isSize(size) || images === 0) throw new DamagedPicture('no picture in it');
  return size;
}

/** What the first bytes of a chunk say about the size; null where they say nothing. */
function sizeIn(name: string, first: Uint8Array): Size | null {
  if (first.length < 10) return null;
  const view = viewOf(first);
  if (name === 'VP8X')
    return {
      width: (view.getUint32(4, true) & 0xffffff) + 1,
      height: (view.getUint32(6, true) >>> 8) + 1,
    };
  if (name === 'VP8L') {
    const bits = view.getUint32(1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (name !== 'VP8 ') return null;
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}
