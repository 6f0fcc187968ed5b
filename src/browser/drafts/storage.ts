import type { Values } from './fields.ts';

/** What was typed in one place on one page, for as long as nobody else has it. */
export interface Entry {
  /** Whose, and where: `data-keep` of the form. */
  key: string;
  /** The page that it was typed on, and how often something was. */
  writer: string;
  turn: number;
  /** When last, by this device's clock. */
  at: number;
  /** The version of the draft that it goes on from. */
  based: number;
  values: Values;
  /** Set from when on somebody wanted it sent: where to, below their session's address, and what its form carries. */
  sending?: { to: string; carried: Record<string, string> };
}

const PREFIX = 'rejoinder draft ';
const LONGEST_MS = 14 * 24 * 60 * 60 * 1000;
const MOST = 50;
const SAVED = 'rejoinder saved ';
/** Longer than a page takes to come. */
const LATELY_MS = 60_000;

/** null where the browser denies it to a frame, or has no room. */
const storage = (() => {
  try {
    localStorage.setItem(PREFIX, '');
    localStorage.removeItem(PREFIX);
    return localStorage;
  } catch {
    return null;
  }
})();
const nameOf = ({ key, writer }: Pick<Entry, 'key' | 'writer'>) => `${PREFIX}${key} ${writer}`;

/** @returns whether it is kept now, whatever becomes of this page */
export function keep(entry: Entry): boolean {
  try {
    storage?.setItem(nameOf(entry), JSON.stringify(entry));
    return storage !== null;
  } catch {
    return false;
  }
}

/** Lets go of what is somewhere else by now; not of what was typed since. */
export function letGo(entry: Entry): void {
  const now = read(nameOf(entry));
  if (now && now.turn <= entry.turn) storage?.removeItem(nameOf(entry));
}

/** The server has it by now. */
export function noteSaved(key: string): void {
  try {
    sessionStorage.setItem(SAVED + key, String(Date.now()));
  } catch {
    // Without it a page that is out of date stays so until somebody comes back to it.
  }
}

/** Whether a page that was asked for just now may have been made before that. */
export function savedLately(key: string): boolean {
  try {
    return Date.now() - Number(sessionStorage.getItem(SAVED + key)) < LATELY_MS;
  } catch {
    return false;
  }
}

/** What waits here of what begins so, oldest first. */
export function waiting(prefix: string): Entry[] {
  return names()
    .filter((name) => name.startsWith(PREFIX + prefix))
    .flatMap((name) => read(name) ?? [])
    .sort((one, other) => one.at - other.at);
}

/** What nobody came back for goes. */
export function clearOld(now: number): void {
  const all = waiting('');
  const old = all.filter(({ at }, index) => now - at > LONGEST_MS || index < all.length - MOST);
  for (const entry of old) storage?.removeItem(nameOf(entry));
}

const names = () => Array.from({ length: storage?.length ?? 0 }, (_, index) => storage?.key(index) ?? '');

function read(name: string): Entry | null {
  try {
    return JSON.parse(storage?.getItem(name) ?? 'null');
  } catch {
    return null;
  }
}
