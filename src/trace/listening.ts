// A tracker that tells somebody else of every event with all its fields, of which the trace keeps only
// the columns. A second reading of a recording listens so, with the finished trace at hand.

import type { Tables } from './ndjson-scan.ts';
import type { Rec } from './record.ts';
import { Tracker } from './tracker.ts';

/** Told of an event. The record is used again for the next one. */
export type Listener = (rec: Rec, event: number) => void;

export class ListeningTracker extends Tracker {
  private readonly listener: Listener;

  constructor(tables: Tables, capacity: number, listener: Listener) {
    super(tables, capacity);
    this.listener = listener;
  }

  override add(rec: Rec, line: number, offset: number): number {
    const event = super.add(rec, line, offset);
    this.listener(rec, event);
    return event;
  }
}
