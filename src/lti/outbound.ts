import { isIPv6, type Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { parsedAddress } from '../domain/address.ts';
import { type Address, addressesFor, type Destination, type Resolve, systemResolve } from './addresses.ts';
import type { Answer } from './answer.ts';
import { AddressRefused, NoAnswer } from './noAnswer.ts';
import { type Call, oneCall } from './oneCall.ts';

export { AddressRefused, type Call, NoAnswer };

export interface OutboundOptions {
  /** Whether the tool itself is at a loopback address, as in the demo and in tests: then LMSs may be, too. */
  loopback: boolean;
  resolve?: Resolve;
  timeoutMs?: number;
}

/** Several calls that belong together: each host is looked up once, and stays where the first call found it. */
export interface Exchange {
  /** @throws AddressRefused where it goes to an address that is not called; NoAnswer where nothing came back */
  call(url: string, call?: Call): Promise<Answer>;
  close(): void;
  /** Once the calls under way are over. */
  end(): void;
}

const TIMEOUT_MS = 10_000;
/** For so long many calls to one LMS are one exchange: then its hosts are looked up again. */
const STANDS_MS = 30_000;
/** LMSs hang up on lines that rest for seconds; what is sent at that moment is lost, so that we do it first. */
const LINE_RESTS_MS = 500;

/**
 * The one way out to LMSs: to public addresses and over https alone, save for hosts that an operator vouches for
 * (docs/decisions/0012). Time-limited, bounded in size, and never redirected, since a bearer token must not follow a
 * redirect to another host. A connection belongs to the trust it was made with, and to one platform.
 */
export function createOutbound({
  loopback,
  resolve = systemResolve,
  timeoutMs = TIMEOUT_MS,
}: OutboundOptions) {
  const standing = new Map<string, { exchange: Exchange; until: number }>();

  /** @param trusted origins that may have private addresses, as of `trustedOrigins` */
  function openExchange(trusted: readonly string[]): Exchange {
    const found = new Map<string, Promise<Address[]>>();
    const resolveOnce: Resolve = (hostname) => {
      const known = found.get(hostname) ?? resolve(hostname);
      found.set(hostname, known);
      return known;
    };
    const locate = (destination: Destination) =>
      addressesFor(destination, { trusted, loopback, resolve: resolveOnce });
    const connect = connector(timeoutMs, locate, (hostname, address) =>
      found.set(hostname, Promise.resolve([address])),
    );
    const agent = new Agent({ connect, keepAliveTimeout: LINE_RESTS_MS, keepAliveMaxTimeout: LINE_RESTS_MS });

    const call = async (address: string, given: Call = {}) =>
      oneCall(agent, checked(address), given, timeoutMs);
    return { call, close: () => void agent.destroy(), end: () => void agent.close() };
  }

  function leave(key: string): void {
    standing.get(key)?.exchange.end();
    standing.delete(key);
  }

  return {
    openExchange,
    /**
     * A call to an LMS that is called again and again, on lines that are open already: for half a minute they are one
     * exchange, as long as the LMS is trusted alike and can be reached where it was found.
     * @param trusted as of `openExchange`
     */
    async callOften(
      platformId: string,
      trusted: readonly string[],
      url: string,
      call?: Call,
    ): Promise<Answer> {
      const now = performance.now();
      for (const [key, { until }] of standing) if (until <= now) leave(key);
      const key = JSON.stringify([platformId, ...trusted]);
      const { exchange, until } = standing.get(key) ?? {
        exchange: openExchange(trusted),
        until: now + STANDS_MS,
      };
      standing.set(key, { exchange, until });
      try {
        return await exchange.call(url, call);
      } catch (error) {
        if (error instanceof NoAnswer && !error.sent && standing.get(key)?.exchange === exchange) leave(key);
        throw error;
      }
    },
    /** An exchange of one call. */
    async call(trusted: readonly string[], url: string, call?: Call): Promise<Answer> {
      const exchange = openExchange(trusted);
      try {
        return await exchange.call(url, call);
      } finally {
        exchange.close();
      }
    },
  };
}
export type Outbound = ReturnType<typeof createOutbound>;

/**
 * Connects to the addresses that were checked and to no others. Names and numbers come by here alike; a `lookup`
 * alone would be asked about names only.
 */
function connector(
  timeout: number,
  locate: (destination: Destination) => Promise<Address[]>,
  reached: (hostname: string, address: Address) => void,
): buildConnector.connector {
  return (options, callback) => {
    const { hostname, host = hostname } = options;
    const go = (addresses: Address[]) =>
      buildConnector({ timeout, lookup: answering(addresses) })(options, (...[error, socket]) => {
        if (error) return callback(error, null);
        reached(hostname, whereIs(socket));
        callback(null, socket);
      });
    locate({ ...options, host }).then(go, (error) => callback(error, null));
  };
}

/** A look-up that looks nothing up. */
function answering(addresses: Address[]) {
  type Answered = (error: null, found: Address[] | string, family?: number) => void;
  return (_hostname: string, { all }: { all?: boolean }, answer: Answered) => {
    const [first] = addresses;
    if (all || !first) answer(null, addresses);
    else answer(null, first.address, first.family);
  };
}

function whereIs({ remoteAddress = '' }: Socket): Address {
  return { address: remoteAddress, family: isIPv6(remoteAddress) ? 6 : 4 };
}

function checked(address: string): URL {
  const url = parsedAddress(address);
  if (!url) throw new AddressRefused('an address', 'it is none');
  if (!/^https?:$/.test(url.protocol)) throw new AddressRefused(url.protocol, 'only https is called');
  if (url.username || url.password)
    throw new AddressRefused(url.host, 'its address holds a name or password');
  return url;
}
