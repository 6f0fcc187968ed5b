import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  DamagedPicture,
  type PictureType,
  type Size,
  walkPicture,
} from '../../../src/domain/pictures/picture.ts';
import { SAMPLES } from '../../support/pictures.ts';

async function* inPieces(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const places = [0, ...cuts.toSorted((one, other) => one - other), bytes.length];
  for (const [index, from] of places.entries()) yield bytes.subarray(from, places[index + 1] ?? bytes.length);
}

async function walked(type: PictureType, pieces: AsyncIterable<Uint8Array>) {
  const walk = walkPicture(type, pieces);
  const parts: Uint8Array[] = [];
  for (;;) {
    const { value, done } = await walk.next();
    if (done) return { size: value as Size, bytes: Buffer.concat(parts) };
    parts.push(value);
  }
}

describe('Pictures', () => {
  for (const [name, { type, width, height, bytes }] of Object.entries(SAMPLES)) {
    describe(`in ${name}`, () => {
      let clean: Buffer;
      before(async () => {
        clean = (await walked(type, inPieces(bytes))).bytes;
      });

      it('are as large as they are shown', async () => {
        assert.deepEqual((await walked(type, inPieces(bytes))).size, { width, height });
      });

      it('lose every word about where, when and with what they were taken', () => {
        assert.ok(!clean.includes('Secret'));
        assert.ok(!clean.includes('adobe'));
      });

      it('are not changed any more once they are clean', async () => {
        assert.deepEqual((await walked(type, inPieces(clean))).bytes, clean);
      });

      it('are the same in whatever pieces they arrive', async () => {
        const cuts = fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 });
        await fc.assert(
          fc.asyncProperty(cuts, async (cuts) => {
            assert.deepEqual((await walked(type, inPieces(bytes, cuts))).bytes, clean);
          }),
          { numRuns: 40 },
        );
        const each = Array.from(bytes.keys());
        assert.deepEqual((await walked(type, inPieces(bytes, each))).bytes, clean);
      });

      it('lose what is hung behind them', async () => {
        const two = Buffer.concat([bytes, Buffer.from('PK\x03\x04<script>alert(1)</script>')]);
        assert.deepEqual((await walked(type, inPieces(two))).bytes, clean);
      });

      it('are damaged wherever they break off', async () => {
        for (let length = 0; length < bytes.length - 1; length++) {
          await assert.rejects(
            walked(type, inPieces(bytes.subarray(0, length))),
            DamagedPicture,
            `${length}`,
          );
        }
      });

      it('are walked or damaged, and nothing else, whatever stands in them', async () => {
        const changes = fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 6,
        });
        await fc.assert(
          fc.asyncProperty(changes, async (changes) => {
            const changed = Buffer.from(bytes);
            for (const [at, value] of changes) changed[at] = value;
            const result = await walked(type, inPieces(changed)).catch((error: unknown) => error);
            if (result instanceof Error) assert.ok(result instanceof DamagedPicture, String(result));
            else assert.ok((result as { bytes: Buffer }).bytes.length <= bytes.length);
          }),
          { numRuns: 150 },
        );
      });

      it('are no other format', async () => {
        for (const other of Object.values(SAMPLES).filter((sample) => sample.type !== type))
          await assert.rejects(walked(other.type, inPieces(bytes)), DamagedPicture);
      });
    });
  }

  it('from a phone keep which way up they are, and nothing else that a camera notes', async () => {
    const { bytes } = await walked('image/jpeg', inPieces(SAMPLES.jpeg.bytes));
    const exif = bytes.indexOf('Exif\0\0');
    assert.equal(exif, 24);
    // Big-endian, one entry: orientation, a short, one of it, 6.
    assert.deepEqual(
      [...bytes.subarray(exif + 6, exif + 32)],
      [...Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex')],
    );
    assert.equal(bytes.indexOf('Exif', exif + 1), -1);
  });

  it('keep their colour profile', async () => {
    const { bytes } = SAMPLES.jpeg;
    const profile = Buffer.concat([
      Buffer.from([0xff, 0xe2, 0, 20]),
      Buffer.from('ICC_PROFILE\0\x01\x01PROF'),
    ]);
    const withProfile = Buffer.concat([bytes.subarray(0, 20), profile, bytes.subarray(20)]);
    assert.ok((await walked('image/jpeg', inPieces(withProfile))).bytes.includes(profile));
  });

  it('with more pixels than a phone can hold are refused', async () => {
    const huge = Buffer.from(SAMPLES.png.bytes);
    huge.writeUInt32BE(20_000, 16);
    huge.writeUInt32BE(20_000, 20);
    await assert.rejects(walked('image/png', inPieces(huge)), DamagedPicture);
    huge.writeUInt32BE(0, 20);
    await assert.rejects(walked('image/png', inPieces(huge)), DamagedPicture);
  });

  it('an animation stays one, and goes on playing', async () => {
    const { bytes } = await walked('image/gif', inPieces(SAMPLES.gif.bytes));
    assert.ok(bytes.includes('NETSCAPE2.0'));
  });
});
