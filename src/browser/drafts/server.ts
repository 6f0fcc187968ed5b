/** What became of a request. */
export type Answer<Told> =
  | { kind: 'told'; told: Told }
  /** No network, or nobody there who can answer now. */
  | { kind: 'away' }
  | { kind: 'visit ended' }
  | { kind: 'refused'; status: number; what: string };

/** How a draft stands after it was saved or looked at. */
export interface Standing {
  /** What the words that were sent are in it. */
  version: number | null;
  /** Newer words than those, or all there is. */
  newest: { version: number; fields: [string, string][] } | null;
  ended: 'posted' | 'discarded' | null;
  at: string | null;
  others: string;
}

/** Where what was sent is to be seen; or, without that, that there is a page which only the browser can show. */
export interface Sent {
  to?: string;
}

/** Longer than a slow answer, shorter than anybody waits. */
const PATIENCE_MS = 20_000;
/** What browsers let a page finish that is being left. */
const SMALL = 60_000;

export async function ask<Told>(url: string, body?: URLSearchParams | FormData): Promise<Answer<Told>> {
  const small = body instanceof URLSearchParams && body.toString().length < SMALL;
  try {
    const response = await fetch(url, {
      ...(body ? { method: 'POST', body, keepalive: small } : {}),
      headers: { Accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status >= 500 || [408, 425, 429].includes(response.status)) return { kind: 'away' };
    // Whatever is no answer of ours comes from something on the way.
    const told = await response.json();
    if (response.ok) return { kind: 'told', told };
    if (response.status === 401) return { kind: 'visit ended' };
    return { kind: 'refused', status: response.status, what: told.what ?? '' };
  } catch {
    return { kind: 'away' };
  }
}
