// What those who perform the records of a recording work with.

import type { Reaps, Signals } from './fates.ts';
import type { Ledger } from './ledger.ts';
import type { Order } from './order.ts';
import type { Places } from './places.ts';
import type { Stage } from './stage.ts';
import type { Tracers } from './tracers.ts';

export interface Parts {
  readonly stage: Stage;
  readonly places: Places;
  readonly ledger: Ledger;
  readonly signals: Signals;
  readonly order: Order;
  readonly tracers: Tracers;
  readonly reaps: Reaps;
}
