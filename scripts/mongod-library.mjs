import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** mongodb-memory-server's own download, or why there is none. What it fetched before is found at once. */
export async function fromLibrary({ cache, say }) {
  const { MongoBinary } = await import('mongodb-memory-server-core/lib/util/MongoBinary.js');
  // Unless told so, the library accepts any certificate.
  process.env.npm_config_strict_ssl ??= 'true';
  // The mongod on PATH was looked at before.
  process.env.MONGOMS_PREFER_GLOBAL_PATH = 'false';
  const downloadDir = join(cache, 'mongodb-binaries');
  if (!existsSync(downloadDir)) say('Fetching a mongod (once, about 100 MB)…');
  try {
    return { path: await MongoBinary.getPath({ downloadDir }) };
  } catch (error) {
    return {
      refusal: String(error.message)
        .split('\n')[0]
        .replace(/,? Details:$/, ''),
    };
  }
}
