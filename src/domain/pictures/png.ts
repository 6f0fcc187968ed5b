import { type Bytes, DamagedPicture, nameIn, type Size, viewOf } from './bytes.ts';

const SIGNATURE = '\x89PNG\r\n\x1a\n';
/** Chunks that say what it looks like. All others tell of it, or are somebody's own. */
const OF_THE_PICTURE = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs acTL fcTL fdAT'.split(' '),
);

/** PNG (W3C, third edition, section 5): a signature and chunks, each a length, a name, data and a check sum. */
export async function* png(bytes: Bytes): AsyncGenerator<Uint8Array, Size> {
  const signature = await bytes.take(8);
  if (nameIn(signature) !== SIGNATURE) throw new DamagedPicture('no PNG');
  yield signature;
  const header = await bytes.take(8 + 13 + 4);
  if (nameIn(header.subarray(4, 8)) !== 'IHDR') throw new DamagedPicture('no header');
  const size = { width: viewOf(header).getUint32(8), height: viewOf(header).getUint32(12) };
  yield header;
  for (let data = 0; ; ) {
    const head = await bytes.take(8);
    const name = nameIn(head.subarray(4));
    const rest = viewOf(head).getUint32(0) + 4;
    if (name === 'IDAT') data += 1;
    if (OF_THE_PICTURE.has(name)) {
      yield head;
      yield* bytes.pass(rest);
    } else await bytes.skip(rest);
    if (name === 'IEND' && data === 0) throw new DamagedPicture('no picture in it');
    if (name === 'IEND') return size;
  }
}
