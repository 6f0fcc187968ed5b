/** A text by the numbers of its passages (`printsOf`). */
export interface Printed {
  id: string;
  authorId: string;
  prints: readonly number[];
}
/** All that somebody wrote, and the earliest texts of others that share a passage with any of it. */
export interface Sharing {
  own: string[];
  others: string[];
}

/**
 * Whose texts share a passage with others', in one go through all of a class.
 * @param printed the earliest first
 * @param most so many others' for each of them
 */
export function sharingIn(printed: readonly Printed[], most: number): Sharing[] {
  const holders = new Map<number, number[]>();
  const written = new Map<string, Printed[]>();
  for (const [at, one] of printed.entries()) {
    into(written, one.authorId, one);
    for (const print of one.prints) into(holders, print, at);
  }
  return [...written].flatMap(([author, texts]) => {
    const isOthers = (at: number) => printed[at]?.authorId !== author;
    const found = new Set<number>();
    for (const { prints } of texts)
      for (const print of prints)
        for (const at of firstOf(holders.get(print) ?? [], isOthers, most)) found.add(at);
    const earliest = [...found].sort((one, other) => one - other).slice(0, most);
    const others = earliest.flatMap((at) => printed[at]?.id ?? []);
    return others.length > 0 ? [{ own: texts.map(({ id }) => id), others }] : [];
  });
}

function into<Key, Value>(groups: Map<Key, Value[]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

/** A sentence that a whole class quotes is not looked through for each of them. */
function firstOf<Item>(items: readonly Item[], holds: (item: Item) => boolean, most: number): Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (found.length === most) break;
    if (holds(item)) found.push(item);
  }
  return found;
}
