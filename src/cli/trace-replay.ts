// `wrong-number trace --replay`: a recording on the model kernel, and where the two differ.

import { divergenceText, replayHeadline, replayNotes } from '../explain/replay.ts';
import type { ReplayReport } from '../replay/report.ts';
import { Replayer } from '../replay/run.ts';
import type { Trace } from '../trace/trace.ts';
import type { Terminal } from './terminal.ts';
import type { Recording } from './trace-file.ts';
import { placeData, placeHead, type Source } from './trace-place.ts';

/** Replays, and prints what came of it. Returns whether the model differs. */
export async function replayed(
  { trace, source, again }: Recording,
  file: string,
  json: boolean,
  terminal: Terminal,
): Promise<boolean> {
  const replayer = new Replayer(trace);
  await again(bytes => replayer.push(bytes), 'replaying');
  const report = replayer.finish();
  terminal.out(
    json
      ? `${JSON.stringify(jsonOf(trace, report, file, source))}\n`
      : textOf(trace, report, source),
  );
  return report.diverged > 0;
}

function textOf(trace: Trace, report: ReplayReport, source: Source): string {
  const lines = [replayHeadline(report)];
  for (const found of report.divergences)
    lines.push(`${placeHead(source, found.line)}: ${divergenceText(trace, found)}`);
  const more = report.diverged - report.divergences.length;
  if (more > 0) lines.push(`… and ${more} more.`);
  return `${[...lines, ...replayNotes(report)].join('\n')}\n`;
}

function jsonOf(trace: Trace, report: ReplayReport, file: string, source: Source) {
  const divergences = report.divergences.map(found => ({
    ...found,
    ...placeData(source, found.line),
    says: divergenceText(trace, found),
  }));
  return { file, ...report, divergences };
}
