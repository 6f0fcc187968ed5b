import { parsedAddress } from './address.ts';

/**
 * The origins of these addresses that a Content-Security-Policy can name: plain hosts alone, since a URL's host may
 * hold characters that mean something else there, such as `;` and `*`. What is no web address is left out.
 */
export function framingOrigins(addresses: readonly string[]): string[] {
  const origins = addresses.flatMap((one) => parsedAddress(one)?.origin ?? []);
  return [...new Set(origins)].filter((origin) => PLAIN.test(origin));
}

const PLAIN = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d+)?$/;
