// Recordings as the command line is given them: one file or standard input, plain or gzipped, read in
// chunks so that only the trace itself is kept; or the files of one `strace -ff` run.

import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { createGunzip, gunzipSync } from 'node:zlib';
import { refusalText } from '../explain/trace.ts';
import { LIMITS } from '../trace/limits.ts';
import { analyseParts, areParts } from '../trace/parts.ts';
import { Reader, type Refusal } from '../trace/reader.ts';
import type { Trace } from '../trace/trace.ts';
import { InputError } from './options.ts';
import { progressLine, type Terminal } from './terminal.ts';
import { type Source, singleFile } from './trace-place.ts';

const CHUNK = 1 << 20;

/** A recording, and its unpacked bytes once more for those who need more than the trace. */
export interface Recording {
  readonly trace: Trace;
  readonly source: Source;
  readonly again: (take: (bytes: Uint8Array) => void, doing: string) => Promise<void>;
}

/** Reads the files of one recording. Throws an InputError that says what is wrong with them. */
export async function readTrace(paths: readonly string[], terminal: Terminal): Promise<Recording> {
  const [path] = paths;
  if (path === undefined) throw new InputError('no file');
  if (paths.length === 1) return readOne(path, terminal);
  if (!areParts(paths)) {
    throw new InputError(
      'several files must be those of one `strace -ff` run: NAME.1234 NAME.1235',
    );
  }
  const parts = paths.map(name => ({ name, bytes: unpacked(name, readBytes(name)) }));
  const { result, text, place } = analyseParts(parts);
  if (!result.ok) throw refused(path, result.error);
  const source = { files: paths, place };
  return { trace: result.value, source, again: async take => take(text) };
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  const code = (error as { code?: unknown }).code;
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'it is a folder'
        : error instanceof Error
          ? error.message
          : String(error);
  return new InputError(`cannot read ${path}: ${why}`);
}

function refused(path: string, refusal: Refusal): InputError {
  const { title, detail } = refusalText(refusal);
  return new InputError(`${path}: ${title} ${detail}`);
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
/** Not more than the reader takes: a gzip file may unpack to a thousand times its size. */
function unpacked(path: string, bytes: Uint8Array): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.bytesMax / 8 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: it cannot be unpacked: ${why}`);
  }
}

async function readOne(path: string, terminal: Terminal): Promise<Recording> {
  const input = path === '-' ? terminal.input() : undefined;
  const size = path === '-' ? 0 : sizeOf(path);
  const chunks = () => (input === undefined ? chunksOf(path) : [input]);
  const reader = new Reader({ bytes: size });
  const pump = (take: (bytes: Uint8Array) => void, doing: string, enough = () => false) =>
    unpack(chunks(), take, enough, progressLine(terminal), done =>
      size > CHUNK ? `${doing} ${path}: ${Math.floor((done / size) * 100)} %` : '',
    );
  const cut = await pump(
    bytes => reader.push(bytes),
    'reading',
    () => reader.done,
  );
  if (cut !== undefined && reader.bytes === 0) {
    throw new InputError(`${path}: damaged gzip data, of which nothing can be unpacked: ${cut}`);
  }
  if (cut !== undefined) terminal.err(`${path}: warning: the gzip data is not whole: ${cut}\n`);
  const result = reader.finish();
  if (!result.ok) throw refused(path, result.error);
  const again: Recording['again'] = async (take, doing) => void (await pump(take, doing));
  return { trace: result.value, source: singleFile(path), again };
}

/** Hands chunks on, unpacked, until there is enough. Returns why gzip data is not whole, if it is not. */
async function unpack(
  chunks: Iterable<Uint8Array>,
  take: (bytes: Uint8Array) => void,
  enough: () => boolean,
  line: ReturnType<typeof progressLine>,
  progress: (taken: number) => string,
): Promise<string | undefined> {
  let taken = 0;
  let gunzip: Gunzip | undefined;
  for (const chunk of chunks) {
    if (taken === 0 && isGzip(chunk)) gunzip = startGunzip(take);
    taken += chunk.length;
    if (gunzip === undefined) take(chunk);
    else await gunzip.push(chunk);
    const said = progress(taken);
    if (said !== '') line.say(said);
    if (enough()) {
      line.clear();
      gunzip?.abandon();
      return undefined;
    }
  }
  const cut = await gunzip?.end();
  line.clear();
  return cut;
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

function* chunksOf(path: string): Generator<Uint8Array> {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    for (;;) {
      const buffer = new Uint8Array(CHUNK);
      const count = readSync(fd, buffer);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    closeSync(fd);
  }
}

interface Gunzip {
  push(chunk: Uint8Array): Promise<void>;
  /** Why the data is not whole; undefined: it is. */
  end(): Promise<string | undefined>;
  /** Unpacks no more. */
  abandon(): void;
}

/** Unpacks as the data comes; what was unpacked before an error stays. */
function startGunzip(take: (bytes: Uint8Array) => void): Gunzip {
  const stream = createGunzip({ chunkSize: CHUNK });
  let problem: string | undefined;
  stream.on('data', bytes => take(bytes as Uint8Array));
  const over = new Promise<void>(resolve => {
    stream.on('end', resolve);
    stream.on('error', error => {
      problem = error.message;
      resolve();
    });
  });
  return {
    push: chunk =>
      problem === undefined
        ? Promise.race([over, new Promise<void>(done => stream.write(chunk, () => done()))])
        : Promise.resolve(),
    abandon: () => void stream.destroy(),
    async end() {
      stream.end();
      await over;
      return problem;
    },
  };
}
