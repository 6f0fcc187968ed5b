import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of one request. `pass` carries it to the LMS and answers as that does; not called, it never arrives. */
export type Trouble = (pass: () => Promise<void>, response: ServerResponse) => unknown;

type Service = 'scores' | 'results' | 'line_items';

/** The line between the tool and an LMS, on which things can go wrong. */
export interface Line {
  origin: string;
  /** How many requests are neither lost nor answered, whoever still waits for them. */
  underWay(): number;
  /** The next request to that service meets this trouble; several are met in turn. */
  next(service: Service, ...troubles: Trouble[]): void;
  /** Nobody listens any more, at the same address. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

/** The LMS gets it, and its answer is lost on the way back. */
export const answerLost: Trouble = async (pass, response) => {
  await pass();
  response.destroy();
};
/** The LMS never gets it. */
export const lost: Trouble = (_pass, response) => response.destroy();
/** A request that is held on the line until it is let go. `given up`: nobody waits for its answer any more. */
export function hold(givenUp: 'given up' | 'waited for' = 'waited for') {
  let letGo = () => {};
  let reached = () => {};
  let arrived = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const onTheLine = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const there = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const trouble: Trouble = async (pass, response) => {
    reached();
    if (givenUp === 'given up') response.destroy();
    await held;
    await pass();
    arrived();
  };
  return { trouble, onTheLine, there, letGo: () => letGo() };
}
/** Something answers in the LMS's stead. */
export const answers = (status: number, body = '', headers = {}): Trouble => {
  return (_pass, response) => response.writeHead(status, headers).end(body);
};

/** No line at all, where time is counted: an LMS is met as it is. */
export async function straight(lmsPort: number): Promise<Line> {
  const none = () => {
    throw new Error('there is no line on which anything could go wrong');
  };
  const origin = `http://127.0.0.1:${lmsPort}`;
  return { origin, underWay: () => 0, next: none, down: none, up: none, close: async () => {} };
}

/** Lays a line to the LMS on this port of this machine. */
export async function startLine(lmsPort: number): Promise<Line> {
  const waiting: { service: Service; trouble: Trouble }[] = [];
  let underWay = 0;
  const server = createServer(async (request, response) => {
    underWay += 1;
    await carry(request, response).finally(() => {
      underWay -= 1;
    });
  });
  async function carry(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const answer = answerFrom(lmsPort, request, body);
    const { pathname } = new URL(request.url ?? '', 'http://x');
    const index = waiting.findIndex(({ service }) =>
      pathname.replace(/lineitems$/, 'line_items').endsWith(service),
    );
    const [met] = index < 0 ? [] : waiting.splice(index, 1);
    // An LMS that hangs up is one that hangs up.
    if (!met)
      return answer().then(
        (told) => reply(response, told),
        () => void response.destroy(),
      );
    let told: Reply | undefined;
    await met.trouble(async () => {
      told = await answer();
    }, response);
    if (told && !response.destroyed && !response.headersSent) reply(response, told);
  }
  const listen = (port: number) => once(server.listen(port, '127.0.0.1'), 'listening');
  const down = async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    underWay: () => underWay,
    next: (service, ...troubles) => void waiting.push(...troubles.map((trouble) => ({ service, trouble }))),
    down,
    up: async () => void (await listen(port)),
    close: async () => void (server.listening && (await down())),
  };
}

interface Reply {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function answerFrom(port: number, { method, url, headers }: IncomingMessage, body: Buffer) {
  return async (): Promise<Reply> => {
    const outgoing = send({ port, host: '127.0.0.1', method, path: url, headers, agent: false });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await bodyOf(answer) };
  };
}

function reply(response: ServerResponse, { status, headers, body }: Reply): void {
  const { connection: _, 'transfer-encoding': __, ...rest } = headers;
  response.writeHead(status, rest).end(body);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
