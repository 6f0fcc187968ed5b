import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

/** What a browser asked for, with which cookies, and which of ours it was told to keep. */
export interface Passed {
  method: string;
  url: string;
  cookie: string | undefined;
  set: string[];
}

/**
 * Stands before the tool and takes `Partitioned` off its cookies: to the browser they are ordinary third-party ones,
 * as in one that does not know the word.
 */
export function strippingProxy(tool: string, passed: Passed[]): Server {
  return createServer((asked: IncomingMessage, answer: ServerResponse) => {
    const { method = 'GET', url = '/', headers } = asked;
    const onward = request(new URL(url, tool), { method, headers }, (response) => {
      const set = (response.headers['set-cookie'] ?? []).map((one) => one.replace(/; *Partitioned/i, ''));
      passed.push({ method, url, cookie: headers.cookie, set });
      answer.writeHead(response.statusCode ?? 502, {
        ...response.headers,
        ...(set.length && { 'set-cookie': set }),
      });
      response.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
}
