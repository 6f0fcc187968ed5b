export function unzipMember(archive: Buffer, nameEnd: string): Buffer;
