import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { RequestHandler } from 'express';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Asset {
  name: string;
  body: Buffer;
}

/** What makes all pages nicer, and what single ones need beside it. */
const SCRIPTS = ['page', 'admin', 'close', 'copy', 'launch'];

/** `public/` as it lies there, and the browser's scripts bundled: what is big is a file of its own that `import()` fetches. */
const assets: Asset[] = [...published(), ...(await bundled())];

/** Names the state of all assets, so that browsers may keep them for a year. */
const version = assets
  .reduce((hash, { name, body }) => hash.update(name).update(body), createHash('sha256'))
  .digest('hex')
  .slice(0, 12);

/** Where a page finds `rejoinder.css` and the rest. */
export const ASSETS = `/assets/${version}`;

function published(): Asset[] {
  const folder = join(ROOT, 'public');
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, body: readFileSync(join(folder, name)) }));
}

async function bundled(): Promise<Asset[]> {
  const { outputFiles } = await bundle();
  return outputFiles.map(({ path, contents }) => ({ name: path.slice(1), body: Buffer.from(contents) }));
}

/** The browser's scripts as they are served, and what each is made of. */
export function bundle() {
  return build({
    entryPoints: SCRIPTS.map((name) => join(ROOT, `src/browser/${name}.ts`)),
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    write: false,
    metafile: true,
  });
}

const served = new Map(
  assets.map(({ name, body }) => [`${ASSETS}/${name}`, { body, packed: gzipSync(body) }]),
);

/** Serves them from memory, smaller where the browser can unpack them. */
export function serveAssets(): RequestHandler {
  return (request, response, next) => {
    const asset =
      request.method === 'GET' || request.method === 'HEAD' ? served.get(request.path) : undefined;
    if (!asset) return next();
    const small = request.acceptsEncodings('gzip') === 'gzip';
    if (small) response.set('Content-Encoding', 'gzip');
    response
      .set({ 'Cache-Control': 'public, max-age=31536000, immutable', Vary: 'Accept-Encoding' })
      .type(extname(request.path))
      .send(small ? asset.packed : asset.body);
  };
}
