import type { Deliveries } from '../usecases/runDeliveries.ts';
import type { MailRun } from '../usecases/runMail.ts';
import type { Tool } from '../usecases/tool.ts';

/** What the pages work with. */
export interface Pages extends Tool {
  deliveries: Deliveries;
  mail: MailRun;
}
