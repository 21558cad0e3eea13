import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encode } from './bytes.ts';
import { detect } from './detect.ts';
import { analyse } from './reader.ts';

const log = new Uint8Array(readFileSync(new URL('testing/shape-o.strace', import.meta.url)));
const text = '10 getpid() = 10\n10 kill(3, SIGTERM) = 0\n';
const utf16 = (order: 'le' | 'be', mark: boolean): Uint8Array =>
  Uint8Array.from(
    [...(mark ? '\uFEFF' : ''), ...text].flatMap(c => {
      const code = c.charCodeAt(0);
      return order === 'le' ? [code & 0xff, code >> 8] : [code >> 8, code & 0xff];
    }),
  );
const tar = new Uint8Array(1024);
tar.set(encode('log'));
tar.set(encode('ustar'), 257);

describe('a file that is no recording', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['zstd', Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 1), /zstd/],
    ['xz', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), /xz/],
    ['bzip2', encode('BZh91AY'), /bzip2/],
    ['zip', encode('PK\u0003\u0004'), /ZIP/],
    ['tar', tar, /tar archive/],
    ['UTF-16 with a mark', utf16('le', true), /UTF-16/],
    ['UTF-16 the other way', utf16('be', true), /UTF-16/],
    ['UTF-16 without a mark', utf16('le', false), /UTF-16/],
    ['brotli', brotliCompressSync(log), /binary|text/],
    ['zeros', new Uint8Array(5000), /binary/],
    ['prose', encode('The race was run (and won) = twice.\n'), /no line of it/],
  ])('is named: %s', (_, bytes, name) => {
    const format = detect(bytes);
    expect(format.kind === 'other' ? format.what : format.kind).toMatch(name);
  });

  it('is gzip or empty by name, too', () => {
    expect(detect(gzipSync(log))).toEqual({ kind: 'gzip' });
    expect(detect(encode('\r\n \n'))).toEqual({ kind: 'empty' });
  });
});

describe('a recording', () => {
  it('may begin with a mark and end its lines as Windows does', () => {
    const plain = analyse(log);
    const dressed = analyse(
      encode(`\uFEFF${new TextDecoder().decode(log).replaceAll('\n', '\r\n')}`),
    );
    if (!plain.ok || !dressed.ok) throw new Error('refused');
    expect([dressed.value.count, dressed.value.badCount]).toEqual([plain.value.count, 0]);
  });
});
