/** What an LMS answered to a call of ours. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** A call that got no answer: nobody knows whether the LMS carried it out, unless it never left (`sent` false). */
export class NoAnswer extends Error {
  readonly sent: boolean;

  constructor(url: string, cause: unknown) {
    super(`no answer from ${new URL(url).host}: ${reasonOf(cause)}`, { cause });
    this.name = 'NoAnswer';
    this.sent = !NEVER_SENT.has(codeOf(cause));
  }
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * The one way out to an LMS: time-limited, bounded in size, and never redirected, since a bearer token must not
 * follow a redirect to another host.
 * @throws NoAnswer where the LMS could not be reached, was too slow, or cut the connection
 */
export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, headers: response.headers, body: await bounded(response) };
  } catch (error) {
    throw new NoAnswer(url, error);
  }
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, size] = ['', 0];
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error('the answer is too large');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return codeOf(cause.errors[0]);
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `timed out after ${TIMEOUT_MS / 1000} s`;
  return codeOf(error) || (error instanceof Error ? error.message : String(error));
}
