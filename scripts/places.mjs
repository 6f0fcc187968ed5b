import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PlainError } from './plain-error.mjs';

export const checkout = fileURLToPath(new URL('..', import.meta.url));

/** Outside the checkout, so that a second clone need not download again what the first one did. */
export function cacheFolder(env = process.env) {
  const folder = join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rejoinder');
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new PlainError(
      `Cannot create the cache folder ${folder} (${error.code}); set XDG_CACHE_HOME to a folder that can be written.`,
    );
  }
  return folder;
}

export function onPath(name, env = process.env) {
  const places = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return places.map((place) => join(place, name)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
