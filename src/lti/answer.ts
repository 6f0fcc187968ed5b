/** What an LMS answered to a call of ours. */
export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** What the JSON in a body says; null where it is none. */
export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** Whether a body is a page for people, or begins with what a page is made of. */
export const beginsAPage = (body: string): boolean => /^\s*</.test(body);
