/** Characters of HTML that are read at all. */
const LONGEST = 400_000;
/** Deeper than lists, quotations and tables in each other get. */
const DEEPEST = 60;
/** What is written by hand, or to do harm, has to be short. */
const MOST_LOOSE_TAGS = 400;

const TAG = /<(\/?)([a-z][a-z0-9-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*\/?>/y;
const VOID = new Set(['br', 'hr', 'img', 'input', 'wbr', 'col', 'meta', 'link']);

/**
 * Whether HTML can be parsed without being a burden: parsers mend what is not nested well at a cost that grows with
 * the square of it, and go as deep as it does. What browsers' editors send is nested well.
 */
export function isReadable(html: string): boolean {
  if (html.length > LONGEST) return false;
  return isNestedWell(html) || (html.match(/</g)?.length ?? 0) <= MOST_LOOSE_TAGS;
}

function isNestedWell(html: string): boolean {
  const open: string[] = [];
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', TAG.lastIndex)) {
    TAG.lastIndex = at;
    const [, closes, name = ''] = TAG.exec(html) ?? [];
    if (closes === undefined) return false;
    if (VOID.has(name)) continue;
    if (!closes) open.push(name);
    else if (open.pop() !== name) return false;
    if (open.length > DEEPEST) return false;
  }
  return open.length === 0;
}
