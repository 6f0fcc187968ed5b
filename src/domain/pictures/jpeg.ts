import { type Bytes, bytesOf, DamagedPicture, isSize, joined, nameIn, type Size, viewOf } from './bytes.ts';

const [SOI, EOI, SOS] = [0xd8, 0xd9, 0xda];
const [APP0, APP1, APP2, APP14, APP15, COMMENT] = [0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe];
const EXIF = 'Exif\0\0';

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;
/** Within compressed data these pairs stand for a byte and a restart; any other ends it. Fill bytes belong to what follows. */
const endsScan = (second: number) => second !== 0x00 && !isRestart(second);
/** Start of frame of any kind; C4, C8 and CC are tables. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * JPEG (ITU-T T.81, annex B): segments, each a marker and a length, and compressed data after each start of scan. Of what
 * applications add, the colours stay, and which way up it is (Exif 2.3, tag 0x0112): without that, photographs from phones lie on their side.
 */
export async function* jpeg(bytes: Bytes): AsyncGenerator<Uint8Array, Size> {
  const [first, second] = await bytes.take(2);
  if (first !== 0xff || second !== SOI) throw new DamagedPicture('no JPEG');
  yield Uint8Array.of(0xff, SOI);
  let frame: Size | null = null;
  let [turn, scans] = [1, 0];
  for (;;) {
    const marker = await nextMarker(bytes);
    if (marker === EOI) break;
    if (isRestart(marker)) continue;
    const body = await segment(bytes);
    if (isFrame(marker)) frame = frameIn(body);
    if (marker === APP1 && nameIn(body.subarray(0, EXIF.length)) === EXIF) {
      turn = turnIn(body.subarray(EXIF.length));
      if (turn > 1) yield segmentOf(APP1, turned(turn));
    } else if (stays(marker, body)) yield segmentOf(marker, body);
    if (marker !== SOS) continue;
    scans += 1;
    yield* bytes.upToMarker(endsScan);
  }
  if (!isSize(frame) || scans === 0) throw new DamagedPicture('no picture in it');
  yield Uint8Array.of(0xff, EOI);
  return turn > 4 ? { width: frame.height, height: frame.width } : frame;
}

async function nextMarker(bytes: Bytes): Promise<number> {
  const [first] = await bytes.take(1);
  if (first !== 0xff) throw new DamagedPicture('no marker');
  for (;;) {
    const [marker = 0] = await bytes.take(1);
    if (marker !== 0xff) return marker;
  }
}

async function segment(bytes: Bytes): Promise<Uint8Array> {
  const length = viewOf(await bytes.take(2)).getUint16(0);
  if (length < 2) throw new DamagedPicture('a segment without length');
  return bytes.take(length - 2);
}

function segmentOf(marker: number, body: Uint8Array): Uint8Array {
  const head = Uint8Array.of(0xff, marker, 0, 0);
  viewOf(head).setUint16(2, body.length + 2);
  return joined([head, body]);
}

/** Colour profiles and how colours are coded are part of the picture. */
function stays(marker: number, body: Uint8Array): boolean {
  if (marker === APP0) return nameIn(body.subarray(0, 5)) === 'JFIF\0';
  if (marker === APP2) return nameIn(body.subarray(0, 12)) === 'ICC_PROFILE\0';
  if (marker === APP14) return nameIn(body.subarray(0, 5)) === 'Adobe';
  return marker !== COMMENT && (marker < APP0 || marker > APP15);
}

function frameIn(body: Uint8Array): Size {
  if (body.length < 6) throw new DamagedPicture('a frame without size');
  const view = viewOf(body);
  return { height: view.getUint16(1), width: view.getUint16(3) };
}

/** 1 to 8, as the camera was held; 1 where it does not say. */
function turnIn(tiff: Uint8Array): number {
  const view = viewOf(tiff);
  const little = nameIn(tiff.subarray(0, 2)) === 'II';
  const short = (at: number) => (at + 2 <= view.byteLength ? view.getUint16(at, little) : 0);
  const at = view.byteLength >= 8 ? view.getUint32(4, little) : 0;
  const entries = Array.from({ length: short(at) }, (_, index) => at + 2 + index * 12);
  const entry = entries.find((entry) => short(entry) === 0x0112);
  const turn = entry === undefined ? 1 : short(entry + 8);
  return turn >= 1 && turn <= 8 ? turn : 1;
}

/** The least Exif there is: one directory with one entry. */
const turned = (turn: number): Uint8Array =>
  joined([
    bytesOf(`${EXIF}MM\0*\0\0\0\x08`),
    Uint8Array.of(0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0),
  ]);
