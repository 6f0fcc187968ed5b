import { type Bytes, DamagedPicture, nameIn, type Size, viewOf } from './bytes.ts';

const [IMAGE, EXTENSION, END] = [0x2c, 0x21, 0x3b];
const [GRAPHIC_CONTROL, APPLICATION] = [0xf9, 0xff];

/** GIF 89a: a screen, colours, then images and extensions in blocks of up to 255 bytes. Comments and notes of applications go. */
export async function* gif(bytes: Bytes): AsyncGenerator<Uint8Array, Size> {
  const screen = await bytes.take(13);
  if (!/^GIF8[79]a/.test(nameIn(screen.subarray(0, 6)))) throw new DamagedPicture('no GIF');
  yield screen;
  yield* bytes.pass(colours(screen[10] ?? 0));
  for (let images = 0; ; ) {
    const first = await bytes.take(1);
    if (first[0] === END && images > 0) {
      yield first;
      return { width: viewOf(screen).getUint16(6, true), height: viewOf(screen).getUint16(8, true) };
    }
    if (first[0] === EXTENSION) yield* extension(bytes);
    else if (first[0] === IMAGE) {
      images += 1;
      yield first;
      yield* image(bytes);
    } else throw new DamagedPicture('no block');
  }
}

/** Bytes of the table of colours that these flags announce. */
const colours = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0);

async function* image(bytes: Bytes): AsyncGenerator<Uint8Array, void> {
  const descriptor = await bytes.take(9);
  yield descriptor;
  yield* bytes.pass(colours(descriptor[8] ?? 0) + 1);
  yield* blocks(bytes, true);
}

async function* extension(bytes: Bytes): AsyncGenerator<Uint8Array, void> {
  const [label = 0, length = 0] = await bytes.take(2);
  const first = await bytes.take(length);
  // How often it plays is an application's note.
  const plays = label === APPLICATION && /^(NETSCAPE2\.0|ANIMEXTS1\.0)$/.test(nameIn(first));
  const stays = plays || label === GRAPHIC_CONTROL;
  if (stays) yield Uint8Array.of(EXTENSION, label, length, ...first);
  yield* blocks(bytes, stays && length > 0);
}

/** Data, up to the empty block that ends it. */
async function* blocks(bytes: Bytes, stay: boolean): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const length = await bytes.take(1);
    const block = await bytes.take(length[0] ?? 0);
    if (stay) {
      yield length;
      yield block;
    }
    if (length[0] === 0) return;
  }
}
