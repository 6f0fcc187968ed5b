import { createServer, type IncomingMessage, request, type Server } from 'node:http';

/** Stands between browsers and the tool. `touch` sees each answer before the browser does, and may change or keep it. */
export function proxy(
  tool: string,
  touch: (asked: IncomingMessage, answer: IncomingMessage) => void | Promise<void>,
): Server {
  return createServer((asked, answer) => {
    const { method, url = '/', headers } = asked;
    const onward = request(new URL(url, tool), { method, headers }, async (response) => {
      await touch(asked, response);
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
}

/** What a browser asked for, with which cookies, and which it was told to keep. */
export interface Passed {
  method: string;
  url: string;
  cookie: string | undefined;
  set: string[];
}

/** Takes `Partitioned` off every cookie: to the browser they are ordinary ones, as to one that does not know the word. */
export function strippingProxy(tool: string, passed: Passed[]): Server {
  return proxy(tool, ({ method = '', url = '', headers }, answer) => {
    const set = (answer.headers['set-cookie'] ?? []).map((one) => one.replace(/; *Partitioned/i, ''));
    if (set.length > 0) answer.headers['set-cookie'] = set;
    passed.push({ method, url, cookie: headers.cookie, set });
  });
}

/** What becomes of the answers to forms. The tool has done what they asked for by then. */
export interface Trouble {
  answers: 'arrive' | 'are errors' | 'are cut off';
}

export function troubledProxy(tool: string, trouble: Trouble): Server {
  return proxy(tool, ({ method, socket }, answer) => {
    if (method !== 'POST' || trouble.answers === 'arrive') return;
    if (trouble.answers === 'are errors') answer.statusCode = 500;
    else socket.destroy();
  });
}

/**
 * Answers two frames' logins that come at the same moment as badly as it can be: neither before both were asked, and the
 * second only when the first has gone on to the LMS.
 */
export function worstOrder(tool: string): Server {
  let first: (() => void) | null = null;
  let second: (() => void) | null = null;
  return proxy(tool, async ({ method, url = '', headers }) => {
    if (!url.startsWith('/lti/login') || headers['sec-fetch-dest'] !== 'iframe') return;
    if (method === 'GET') return second?.();
    if (headers.cookie) return;
    await new Promise<void>((go) => {
      if (!first) {
        first = go;
        return;
      }
      first();
      first = null;
      second = go;
    });
  });
}
