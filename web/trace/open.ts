// Opening recordings: one worker at a time, whose news become the page's status. A file never leaves
// this device; shipped recordings come from the site itself.

import { refusalText } from '../../src/explain/trace.ts';
import { unpacked } from '../../src/trace/packed.ts';
import { areParts } from '../../src/trace/parts.ts';
import { busy } from '../shell/idle.ts';
import { setNotice, setShareable } from '../shell/shell-store.ts';
import { type Aim, aimFor, arrive, NOWHERE } from './arrive.ts';
import type { Job, News } from './reader.worker.ts';
import { type Shipped, urlOf } from './shipped.ts';
import { traces } from './trace-store.ts';

let current: { readonly worker: Worker; readonly done: () => void } | undefined;

/** Stops reading. */
export function cancelReading(): void {
  if (current === undefined) return;
  current.worker.terminate();
  current.done();
  current = undefined;
  if (traces.getState().status.kind === 'reading') traces.setState({ status: { kind: 'empty' } });
}

export function openShipped(shipped: Shipped, aim: Aim = NOWHERE): void {
  start({ kind: 'url', url: urlOf(shipped) }, shipped.title, shipped, aim);
}

/** Opens what was dropped or picked: one recording, or the parts of one `strace -ff` run. */
export function openFiles(files: readonly File[]): void {
  const [first] = files;
  if (first === undefined) return;
  const parts = areParts(files.map(file => file.name));
  setNotice(
    files.length > 1 && !parts
      ? `${files.length} files were dropped; ${first.name} is shown. Open the others one by one.`
      : undefined,
  );
  const job: Job = { kind: 'files', files: parts ? files : [first] };
  const name = parts ? `${files.length} files of ${first.name.replace(/\.\d+$/, '')}` : first.name;
  start(job, name, undefined, aimFor(name));
}

function start(job: Job, name: string, shipped: Shipped | undefined, aim: Aim): void {
  cancelReading();
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' });
  const job0 = { worker, done: busy(`reading ${name}`) };
  current = job0;
  traces.setState({ status: { kind: 'reading', name, done: 0, total: 0, lines: 0 } });
  const end = (): void => {
    worker.terminate();
    job0.done();
    if (current === job0) current = undefined;
  };
  worker.onmessage = ({ data }: MessageEvent<News>) => {
    if (current !== job0) return;
    if (data.kind === 'progress') {
      const { done, total, lines } = data;
      traces.setState({ status: { kind: 'reading', name, done, total, lines } });
      return;
    }
    if (data.kind === 'done') {
      setShareable(shipped !== undefined);
      arrive({ name, shipped, trace: unpacked(data.trace), blob: data.blob }, aim);
    } else {
      const text =
        data.kind === 'refused'
          ? refusalText(data.refusal)
          : { title: 'The file could not be read.', detail: data.why };
      traces.setState({ status: { kind: 'failed', name, ...text } });
    }
    end();
  };
  worker.onerror = event => {
    if (current !== job0) return;
    const detail = event.message || 'The reader could not be started.';
    traces.setState({
      status: { kind: 'failed', name, title: 'The file could not be read.', detail },
    });
    end();
  };
  worker.postMessage(job);
}

/** The text of one line, read from the file again. */
export async function readLine(blob: Blob, offset: number): Promise<string> {
  const text = await blob.slice(offset, offset + 4096).text();
  return text.split('\n', 1)[0] ?? '';
}
