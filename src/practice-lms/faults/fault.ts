import { z } from 'zod';

/** Where the tool and the platform meet, each with its name on the page. */
export const PLACES = {
  auth: 'Authentication',
  token: 'Access token',
  jwks: 'The platform’s keys',
  configuration: 'OpenID configuration',
  registration: 'Registration',
  deepLinkReturn: 'Deep linking return',
  lineItems: 'List of line items',
  lineItem: 'Line item',
  scores: 'Scores',
  results: 'Results',
  members: 'Roster',
} as const;
export type Place = keyof typeof PLACES;

export const SERVICES: Place[] = ['lineItems', 'lineItem', 'scores', 'results', 'members'];
export const GRADE_SERVICES: Place[] = ['lineItems', 'lineItem', 'scores', 'results'];
export const EVERYWHERE = Object.keys(PLACES) as Place[];

/** What can go wrong, in the order of the page. */
export const FAULT_KINDS = [
  'latency',
  'expired-token',
  'scope-subset',
  'throttle-403',
  'throttle-429',
  'quota',
  'error-before',
  'error-after',
  'cut-before',
  'cut-after',
  'slow-answer',
  'slow-headers',
  'slow-body',
  'item-gone',
  'item-refused',
  'cannot-be-graded',
  'attempts-exhausted',
  'course-concluded',
  'same-second',
  'redirect',
  'malformed',
  'sign-in-page',
  'next-loop',
  'next-elsewhere',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** An empty field of the form is one that was not given. */
const optional = <T extends z.ZodType>(shape: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), shape.optional());

/** A fault as a test or the page switches it on: the named call, and whatever else is given, has to match. */
export const wishedFault = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** Absent: wherever the kind can strike. */
  where: optional(z.enum(EVERYWHERE as [Place, ...Place[]])),
  method: optional(z.enum(['GET', 'POST', 'PUT', 'DELETE'])),
  /** Key of a course. */
  course: optional(z.string()),
  /** Id or URL of a line item. */
  lineItem: optional(z.string()),
  /** Key of a person: the one a score or a results filter is about. */
  person: optional(z.string()),
  /** How many matching calls it strikes. */
  times: optional(z.union([z.literal('always'), z.coerce.number().int().positive()])),
  /** The chance of striking a matching call, 0 to 1; the same seed throws the same dice. */
  probability: optional(z.coerce.number().min(0).max(1)),
  seed: optional(z.coerce.number().int()),
  /** Latency and a slow answer: the wait. Slow headers and body: the wait between two bytes. */
  delayMs: optional(z.coerce.number().int().min(0)),
  /** Errors: 5xx. Redirects: 3xx. */
  status: optional(z.coerce.number().int().min(300).max(599)),
  /** Seconds in `Retry-After`, of any answer that is an error; a 429 says 1 by itself. */
  retryAfter: optional(z.coerce.number().int().min(0)),
  /** Short names of the scopes a token goes without. */
  without: optional(z.array(z.string())),
});
export type WishedFault = z.infer<typeof wishedFault>;

/** A fault that is switched on. */
export interface Fault extends WishedFault {
  id: string;
  /** How many strikes are left; Infinity: always. */
  left: number;
  struck: number;
  dice: () => number;
}

/** Switches a fault on; without `times` it strikes once, with a chance it keeps trying. */
export function newFault(id: string, wished: WishedFault): Fault {
  const times = wished.times ?? (wished.probability === undefined ? 1 : 'always');
  return {
    ...wished,
    id,
    left: times === 'always' ? Infinity : times,
    struck: 0,
    dice: diceFrom(wished.seed ?? 1),
  };
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function diceFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
