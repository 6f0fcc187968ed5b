import type { Deliveries } from '../usecases/deliverScores.ts';
import type { Tool } from '../usecases/tool.ts';

/** What the pages work with. */
export interface Pages extends Tool {
  deliveries: Deliveries;
}
