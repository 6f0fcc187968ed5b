/** What an address says; null where it is none. Node.js 20's `URL.canParse`, once it is called often, refuses those with an `ü`. */
export function parsedAddress(address: string, base?: string): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}
