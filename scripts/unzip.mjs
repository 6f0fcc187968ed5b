import { inflateRawSync } from 'node:zlib';

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

/** One member of a zip archive held in memory; the formats' names are those of the PKZIP APPNOTE, 4.3. */
export function unzipMember(archive, nameEnd) {
  const { offset, method, size } = findEntry(archive, nameEnd);
  const nameLength = archive.readUInt16LE(offset + 26);
  const extraLength = archive.readUInt16LE(offset + 28);
  const start = offset + 30 + nameLength + extraLength;
  const data = archive.subarray(start, start + size);
  return method === 0 ? data : inflateRawSync(data);
}

function findEntry(archive, nameEnd) {
  const end = archive.lastIndexOf(Buffer.from(Uint32Array.of(endOfDirectory).buffer));
  let at = archive.readUInt32LE(end + 16);
  while (archive.readUInt32LE(at) === directoryEntry) {
    const nameLength = archive.readUInt16LE(at + 28);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength).endsWith(nameEnd)) {
      return {
        method: archive.readUInt16LE(at + 10),
        size: archive.readUInt32LE(at + 20),
        offset: archive.readUInt32LE(at + 42),
      };
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`No member of the archive ends in ${nameEnd}.`);
}
