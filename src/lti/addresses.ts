import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';
import type { Platform } from '../domain/platform.ts';
import { AddressRefused } from './noAnswer.ts';

export interface Address {
  address: string;
  family: number;
}

/** All addresses of a host name. Rejects with the system's error, such as ENOTFOUND. */
export type Resolve = (hostname: string) => Promise<Address[]>;
export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/** Whom a call goes to: `host` with the port where the URL has one, `hostname` without brackets. */
export interface Destination {
  host: string;
  hostname: string;
  protocol: string;
}

export interface Rules {
  /** Origins that may be anywhere: an operator vouches for them. */
  trusted: readonly string[];
  /** Whether this machine may be called: the tool itself is then reachable from here alone. */
  loopback: boolean;
  resolve: Resolve;
}

/**
 * The origins that an operator entered by hand for a platform. An LMS in a private network is reached at these, and
 * at no other port or without encryption where they have it; what an LMS said of itself, in registering or in a
 * launch, opens no private address.
 */
export function trustedOrigins({ enteredBy, issuer, authUrl, tokenUrl, jwksUrl }: Platform): string[] {
  if (enteredBy !== 'operator') return [];
  return [issuer, authUrl, tokenUrl, jwksUrl]
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url).origin);
}

/**
 * Resolves a destination, once, to those of its addresses that may be called. Whoever connects has to use these:
 * the next look-up may answer otherwise.
 * @throws AddressRefused where there is none, or the call would not be encrypted
 */
export async function addressesFor(destination: Destination, rules: Rules): Promise<Address[]> {
  const { host, hostname, protocol } = destination;
  const found = await resolved(hostname, rules.resolve);
  const ranges = found.map(({ address }) => rangeOf(address));
  const mayCall = (range: string) =>
    range === 'unicast' ||
    rules.trusted.includes(`${protocol}//${host}`) ||
    (rules.loopback && range === 'loopback');
  const allowed = found.filter((_, index) => mayCall(ranges[index] ?? ''));
  if (allowed.length === 0) {
    const where = found.map(({ address }, index) => `${address} (${ranges[index]})`).join(', ');
    throw new AddressRefused(host, `it is at ${where}, which is no public address`);
  }
  if (protocol !== 'https:' && !allowed.every(({ address }) => rangeOf(address) === 'loopback'))
    throw new AddressRefused(host, 'only https is called');
  return allowed;
}

async function resolved(hostname: string, resolve: Resolve): Promise<Address[]> {
  if (!ipaddr.isValid(hostname)) return resolve(hostname);
  return [{ address: hostname, family: ipaddr.parse(hostname).kind() === 'ipv6' ? 6 : 4 }];
}

/** `unicast` is public; else what keeps it from being so. */
function rangeOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'no address';
  const parsed = ipaddr.process(address);
  const range: string = parsed.range();
  // IANA has given out 2000::/3 alone: the rest, such as ::127.0.0.1, leads wherever a network's own rules say.
  const given = !(parsed instanceof ipaddr.IPv6) || parsed.match(ipaddr.IPv6.parseCIDR('2000::/3'));
  return range === 'unicast' && !given ? 'reserved' : range;
}
