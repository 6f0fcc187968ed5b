import type { Logger } from '../logger.ts';
import type { Lti } from '../lti/index.ts';
import type { Mailer } from '../mail/index.ts';
import type { Store } from '../store/index.ts';
import type { HealthNotes } from './noteHealth.ts';

/** What the tool is made of, for the use cases that need more than the store. */
export interface Tool {
  store: Store;
  lti: Lti;
  /** null where no mail is set up. */
  mailer: Mailer | null;
  /** Where what happens with each LMS is noted, without waiting. */
  health: HealthNotes;
  /** Where browsers and LMSs reach it: an origin. */
  baseUrl: string;
  logger: Logger;
  now(): Date;
}
