import type { Preview } from './formulas.ts';

/** Formulas as the server renders them, each asked for once. Empty: it cannot be read, or not now. */
export function previewFrom(address: string): Preview {
  const known = new Map<string, Promise<string>>();
  return (latex, display) => {
    const query = new URLSearchParams({ latex, ...(display ? { display: 'block' } : {}) });
    const key = String(query);
    const asked = known.get(key) ?? ask(`${address}?${query}`);
    known.set(key, asked);
    // What failed for want of a network is asked for again.
    asked.catch(() => known.delete(key));
    return asked.catch(() => '');
  };
}

async function ask(address: string): Promise<string> {
  const response = await fetch(address, { headers: { accept: 'application/json' } });
  return response.ok ? (await response.json()).html : '';
}
