import { z } from 'zod';

/** A page below a session's address, as a form of ours names it; empty where it does not. */
const asked = z
  .object({
    at: z
      .string()
      .max(200)
      .regex(/^(\/[\w.-]+)+$/)
      .catch(''),
  })
  .catch({ at: '' });

export const pathBelow = (body: unknown): string => asked.parse(body).at;
