import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import type { LmsState } from './model.ts';

const FILE = 'practice-lms.json';
const DEBOUNCE_MS = 100;

/** Everything that outlives the process. */
export interface Saved {
  keys: JWK[];
  presets: Record<string, LmsState>;
}

/** Keeps the state in one JSON file; without a folder, in memory only. */
export interface Storage {
  load(): Promise<Saved | undefined>;
  /** Schedules a save of whatever `current` gives then. */
  changed(): void;
  /** Writes now if anything waits; rejects when the file cannot be written. */
  flush(): Promise<void>;
}

export function storageIn(folder: string | undefined, current: () => Saved): Storage {
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const flush = () => {
    if (timer) {
      clearTimeout(timer);
      timer = undefined;
      // One after the other, and a failed write does not stop the next.
      writing = writing.catch(() => undefined).then(() => save(folder, current()));
    }
    return writing;
  };
  const report = (error: unknown) => console.error(`The practice LMS could not save its state: ${error}`);
  const changed = () => {
    if (folder) timer ??= setTimeout(() => flush().catch(report), DEBOUNCE_MS);
  };
  return { load: () => load(folder), changed, flush };
}

async function load(folder: string | undefined): Promise<Saved | undefined> {
  if (!folder) return undefined;
  try {
    return JSON.parse(await readFile(join(folder, FILE), 'utf8')) as Saved;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`The practice LMS cannot read ${join(folder, FILE)}: ${(error as Error).message}`);
  }
}

/** A temporary file renamed over the old one: never half a file. It holds the private key. */
async function save(folder: string | undefined, saved: Saved): Promise<void> {
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  const path = join(folder, FILE);
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(saved), { mode: 0o600 });
  await rename(temporary, path);
}
