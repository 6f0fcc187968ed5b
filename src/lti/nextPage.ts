import { parsedAddress } from '../domain/address.ts';
import { LmsUnavailable } from '../domain/errors.ts';

/** The `rel="next"` address of a Link header. @throws LmsUnavailable */
export const nextPage = (link: string | null, current: string): string | null =>
  linked(link, 'next', current);

// Nothing in them runs over a `<` or `>`: no header takes longer than its length.
const RELATIONS = {
  next: /<([^<>]+)>\s*;[^,<>]*\brel="?next"?/i,
  differences: /<([^<>]+)>\s*;[^,<>]*\brel="?differences"?/i,
};

/**
 * An address of a Link header (RFC 8288). Our token goes along, so it stays on the LMS's host; behind
 * a proxy an LMS may believe that it speaks http.
 * @throws LmsUnavailable where it leads elsewhere: half a list would pass for the whole
 */
export function linked(
  link: string | null,
  relation: keyof typeof RELATIONS,
  current: string,
): string | null {
  const found = RELATIONS[relation].exec(link ?? '')?.[1];
  if (!found) return null;
  const next = parsedAddress(found, current);
  if (next?.host !== new URL(current).host) throw new LmsUnavailable(`the list goes on elsewhere: ${found}`);
  next.protocol = new URL(current).protocol;
  return next.href;
}
