// Replaying a recording that has been read: its bytes are read again, since the trace keeps only a
// part of each event.

import { Reader } from '../trace/reader.ts';
import type { Trace } from '../trace/trace.ts';
import { Replay } from './replay.ts';
import type { ReplayReport } from './report.ts';

export interface ReplayOptions {
  /** Events after which the replay stops; the report says how many it did. */
  readonly eventsMax: number;
  /** As for the first reading. */
  readonly tid?: number | undefined;
}

/** A million events take some ten seconds. */
export const REPLAY_LIMITS: ReplayOptions = { eventsMax: 2_000_000 };

/** Takes the bytes of a recording in chunks, as the first reading did. */
export class Replayer {
  private readonly reader: Reader;
  private readonly replay: Replay;
  private readonly eventsMax: number;

  constructor(trace: Trace, options: Partial<ReplayOptions> = {}) {
    const { eventsMax, tid } = { ...REPLAY_LIMITS, ...options };
    this.eventsMax = eventsMax;
    this.reader = new Reader({
      bytes: trace.bytes,
      ...(tid === undefined ? {} : { tid }),
      listener: (rec, event) => {
        if (event < this.eventsMax) this.replay.take(rec, event);
      },
    });
    const { names, texts } = this.reader.tables;
    this.replay = new Replay(trace, { names: names.strings, texts: texts.strings });
  }

  /** Takes the next bytes. */
  push(chunk: Uint8Array): void {
    this.reader.push(chunk);
  }

  /** Bytes taken so far. */
  get bytes(): number {
    return this.reader.bytes;
  }

  finish(): ReplayReport {
    this.reader.finish();
    return this.replay.report();
  }
}

/** Replays a whole recording. */
export function replay(
  trace: Trace,
  bytes: Uint8Array,
  options: Partial<ReplayOptions> = {},
): ReplayReport {
  const replayer = new Replayer(trace, options);
  replayer.push(bytes);
  return replayer.finish();
}
