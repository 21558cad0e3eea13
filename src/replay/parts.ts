// What those who perform the records of a recording work with.

import type { Signals } from './fates.ts';
import type { Ledger } from './ledger.ts';
import type { Places } from './places.ts';
import type { Stage } from './stage.ts';

export interface Parts {
  readonly stage: Stage;
  readonly places: Places;
  readonly ledger: Ledger;
  readonly signals: Signals;
}
