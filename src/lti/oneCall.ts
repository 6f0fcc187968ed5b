import type { Agent, Dispatcher } from 'undici';
import type { Answer } from './answer.ts';
import { AddressRefused, AnswerTooLarge, NoAnswer } from './noAnswer.ts';

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  headers?: Record<string, string>;
  body?: string;
  /** Ends the call earlier than its time limit. */
  signal?: AbortSignal;
  /** Of the answer; 8 MB unless told. */
  maxBytes?: number;
}

const MAX_BYTES = 8 * 1024 * 1024;
/** What comes is what is counted: nothing in an answer may unfold to more. */
const HEADERS = { 'accept-encoding': 'identity', 'user-agent': 'Rejoinder' };

/**
 * One call, from its place in the line to the end of its answer. Written on undici's dispatcher, which alone tells when a
 * call goes out: what never did need not be looked for. It follows no redirect.
 * @throws AddressRefused where the agent does not go there; NoAnswer where nothing came back
 */
export function oneCall(agent: Agent, url: URL, call: Call, timeoutMs: number): Promise<Answer> {
  const { method = 'GET', headers, body, signal, maxBytes = MAX_BYTES } = call;
  return new Promise((resolve, reject) => {
    let line: Dispatcher.DispatchController | null = null;
    let over = false;
    const answer = { status: 0, headers: new Headers(), body: '' };
    const decoder = new TextDecoder();
    let size = 0;

    function end(settle: () => void): void {
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      settle();
    }
    function fail(cause: unknown): void {
      if (over) return;
      const sent = line !== null;
      end(() => reject(cause instanceof AddressRefused ? cause : new NoAnswer(url.host, { cause, sent })));
      line?.abort(cause as Error);
    }
    const aborted = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(new DOMException('no answer in time', 'TimeoutError')), timeoutMs);
    signal?.addEventListener('abort', aborted);
    if (signal?.aborted) return aborted();

    const path = url.pathname + url.search;
    const request = { origin: url.origin, path, method, body, headers: { ...HEADERS, ...headers } };
    agent.dispatch(request, {
      onRequestStart(controller) {
        if (over) controller.abort(new Error('nobody waits for it any more'));
        else line = controller;
      },
      onResponseStart(_controller, status, given) {
        answer.status = status;
        answer.headers = headersOf(given);
      },
      onResponseData(_controller, chunk) {
        size += chunk.byteLength;
        if (size > maxBytes) fail(new AnswerTooLarge(maxBytes));
        else answer.body += decoder.decode(chunk, { stream: true });
      },
      onResponseEnd() {
        answer.body += decoder.decode();
        if (!over) end(() => resolve(answer));
      },
      onResponseError: (_controller, error) => fail(error),
    });
  });
}

function headersOf(given: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(given))
    for (const value of [values].flat()) headers.append(name, value);
  return headers;
}
