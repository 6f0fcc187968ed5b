import { isIPv6, type Socket } from 'node:net';
import { Agent, buildConnector, fetch, type Response } from 'undici';
import { parsedAddress } from '../domain/address.ts';
import { type Address, addressesFor, type Destination, type Resolve, systemResolve } from './addresses.ts';
import type { Answer } from './answer.ts';
import { AddressRefused, AnswerTooLarge, NoAnswer } from './noAnswer.ts';

export { AddressRefused, AnswerTooLarge, NoAnswer };

export interface Call {
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  body?: string;
  /** Ends the call earlier than its time limit. */
  signal?: AbortSignal;
  /** Of the answer; 8 MB unless told. */
  maxBytes?: number;
}

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
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * The one way out to LMSs: to public addresses and over https alone, save for hosts that an operator vouches for
 * (docs/decisions/0012). Time-limited, bounded in size, and never redirected, since a bearer token must not follow a
 * redirect to another host. Nothing is kept open between exchanges: a connection belongs to the trust it was made with.
 */
export function createOutbound({
  loopback,
  resolve = systemResolve,
  timeoutMs = TIMEOUT_MS,
}: OutboundOptions) {
  /** @param trusted origins that may have private addresses, as of `trustedOrigins` */
  function openExchange(trusted: readonly string[]): Exchange {
    let connected = false;
    const found = new Map<string, Promise<Address[]>>();
    const resolveOnce: Resolve = (hostname) => {
      const known = found.get(hostname) ?? resolve(hostname);
      found.set(hostname, known);
      return known;
    };
    const locate = (destination: Destination) =>
      addressesFor(destination, { trusted, loopback, resolve: resolveOnce });
    const connect = connector(timeoutMs, locate, (hostname, address) => {
      connected = true;
      found.set(hostname, Promise.resolve([address]));
    });
    const agent = new Agent({ connect });

    async function call(address: string, { maxBytes = MAX_BYTES, signal, ...init }: Call = {}) {
      const url = checked(address);
      const limits = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
      try {
        const options = { ...init, redirect: 'manual', dispatcher: agent } as const;
        const response = await fetch(url, { ...options, signal: AbortSignal.any(limits) });
        const { status, headers } = response;
        return { status, headers: new Headers([...headers]), body: await bounded(response, maxBytes) };
      } catch (error) {
        throw refusalIn(error) ?? new NoAnswer(url.host, { cause: error, sent: connected });
      }
    }
    return { call, close: () => void agent.destroy() };
  }

  return {
    openExchange,
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

/** undici hands the connector's error on as the cause of its own. */
function refusalIn(error: unknown): AddressRefused | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof AddressRefused ? cause : null;
}

async function bounded(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new AnswerTooLarge(maxBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
