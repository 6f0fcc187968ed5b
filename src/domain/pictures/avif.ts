import { type Bytes, bytesOf, DamagedPicture, isSize, nameIn, type Size, viewOf } from './bytes.ts';

/** The directory of any picture of this size. */
const LONGEST_META = 1024 * 1024;

/** Bytes of the file, from one place up to another. */
type Range = { from: number; to: number };

/**
 * AVIF (HEIF, ISO/IEC 23008-12, in ISO/IEC 14496-12 boxes): a directory, then data that it points into. Items that tell of the
 * picture (Exif, and `mime` for XMP) are overwritten where they lie, for places are counted from the beginning of the file.
 */
export async function* avif(bytes: Bytes): AsyncGenerator<Uint8Array, Size> {
  let size: Size | null = null;
  let toldIn: Range[] = [];
  for (;;) {
    const from = bytes.position;
    const head = await bytes.take(8);
    const length = viewOf(head).getUint32(0);
    const name = nameIn(head.subarray(4));
    if (from === 0 && name !== 'ftyp') throw new DamagedPicture('no AVIF');
    // 0: up to the end; 1: longer than four bytes can say. No picture of ours needs either.
    if (length < 8) throw new DamagedPicture('a box without length');
    yield head;
    if (name === 'meta') {
      if (size || length > LONGEST_META) throw new DamagedPicture('more than one directory');
      const directory = directoryOf(await bytes.take(length - 8), from + 8);
      ({ size, toldIn } = directory);
      yield directory.bytes;
      continue;
    }
    // What is told of it could lie before the directory that says so: data comes after it, or not at all.
    if (name === 'mdat' && !size) throw new DamagedPicture('data before its directory');
    const stays = name === 'ftyp' || name === 'mdat';
    let at = bytes.position;
    for await (const piece of bytes.pass(length - 8)) {
      yield stays ? without(piece, at, toldIn) : new Uint8Array(piece.length);
      at += piece.length;
    }
    if (name === 'mdat' && isSize(size)) return size;
  }
}

/** The part of a file that begins at that place, with zeros for the ranges. */
function without(piece: Uint8Array, at: number, ranges: readonly Range[]): Uint8Array {
  const cleaned = piece.slice();
  for (const { from, to } of ranges)
    if (from < at + piece.length && to > at)
      cleaned.fill(0, Math.max(from - at, 0), Math.min(to - at, piece.length));
  return cleaned;
}

interface Box {
  name: string;
  /** What is in it, and where in the directory that begins. */
  body: Uint8Array;
  at: number;
}

function boxesIn(bytes: Uint8Array, at: number): Box[] {
  const boxes: Box[] = [];
  for (let from = 0; from + 8 <= bytes.length; ) {
    const length = viewOf(bytes).getUint32(from);
    if (length < 8 || from + length > bytes.length) throw new DamagedPicture('a box beyond its box');
    const name = nameIn(bytes.subarray(from + 4, from + 8));
    boxes.push({ name, body: bytes.subarray(from + 8, from + length), at: at + from + 8 });
    from += length;
  }
  return boxes;
}

function directoryOf(meta: Uint8Array, at: number): { bytes: Uint8Array; size: Size; toldIn: Range[] } {
  const boxes = boxesIn(meta.subarray(4), at + 4);
  const boxOf = (name: string) => boxes.find((box) => box.name === name);
  const told = toldOf(boxOf('iinf'));
  const places = new Places(boxOf('iloc')?.body ?? new Uint8Array());
  const toldIn = places.of(new Set(told.keys()), boxOf('idat')?.at ?? 0);
  const bytes = without(meta, at, toldIn);
  // Of a kind that nobody reads: zeros are no Exif, and some would show no picture for that.
  for (const place of told.values()) bytes.set(bytesOf('skip'), place - at);
  return { bytes, size: sizeOf(boxOf('iprp')), toldIn };
}

/** Ids of the items that tell of the picture, and where their kind is written. */
function toldOf(iinf: Box | undefined): Map<number, number> {
  const told = new Map<number, number>();
  if (!iinf || iinf.body.length < 8) throw new DamagedPicture('no items');
  const start = iinf.body[0] === 0 ? 6 : 8;
  for (const { name, body, at } of boxesIn(iinf.body.subarray(start), iinf.at + start)) {
    if (name !== 'infe' || body.length < 14) continue;
    const long = body[0] === 3 ? 2 : 0;
    const id = long ? viewOf(body).getUint32(4) : viewOf(body).getUint16(4);
    if (/^(Exif|mime|uri )$/.test(nameIn(body.subarray(8 + long, 12 + long)))) told.set(id, at + 8 + long);
  }
  return told;
}

/** Reads the box that says where items lie: `iloc`, whose numbers have the lengths that it says first. */
class Places {
  readonly #view: DataView;
  #at = 6;

  constructor(iloc: Uint8Array) {
    this.#view = viewOf(iloc);
    if (iloc.length < 8) throw new DamagedPicture('no places');
  }

  of(ids: ReadonlySet<number>, data: number): Range[] {
    const version = this.#view.getUint8(0);
    const sizes = [4, 5].map((at) => this.#view.getUint8(at));
    const [offset = 0, length = 0, base = 0, index = 0] = sizes.flatMap((byte) => [byte >> 4, byte & 0x0f]);
    const ranges: Range[] = [];
    for (let items = this.#number(version < 2 ? 2 : 4); items > 0; items--) {
      const id = this.#number(version < 2 ? 2 : 4);
      // Counted from the beginning of the file, or of the directory's own data.
      const method = version > 0 ? this.#number(2) & 0x0f : 0;
      this.#number(2);
      const start = this.#number(base) + (method === 1 ? data : 0);
      for (let extents = this.#number(2); extents > 0; extents--) {
        if (version > 0) this.#number(index);
        const from = start + this.#number(offset);
        const to = from + this.#number(length);
        if (!ids.has(id)) continue;
        if (method > 1 || to === from) throw new DamagedPicture('told somewhere else');
        ranges.push({ from, to });
      }
    }
    return ranges;
  }

  #number(length: number): number {
    if (this.#at + length > this.#view.byteLength) throw new DamagedPicture('places beyond their box');
    let value = 0;
    for (const end = this.#at + length; this.#at < end; this.#at++)
      value = value * 256 + this.#view.getUint8(this.#at);
    return value;
  }
}

/** The largest there is: tiles and thumbnails are smaller. A quarter turn lays it on its side. */
function sizeOf(iprp: Box | undefined): Size {
  const container = iprp && boxesIn(iprp.body, 0).find(({ name }) => name === 'ipco');
  const properties = container ? boxesIn(container.body, 0) : [];
  const sizes = properties
    .filter(({ name, body }) => name === 'ispe' && body.length >= 12)
    .map(({ body }) => ({ width: viewOf(body).getUint32(4), height: viewOf(body).getUint32(8) }));
  const [largest] = sizes.sort((one, other) => other.width * other.height - one.width * one.height);
  if (!largest) throw new DamagedPicture('no size');
  const turn = properties.find(({ name }) => name === 'irot')?.body[0] ?? 0;
  return turn % 2 === 1 ? { width: largest.height, height: largest.width } : largest;
}
