// SARIF as code hosts take it: every field that they ask for, lines that are what they are said to be, and
// hazards that keep their fingerprint from run to run.

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { call, clone, exit, HEADER, proc, wait } from '../trace/testing/lines.ts';
import { wrongNumber } from './testing/capture.ts';

interface Location {
  readonly id?: number;
  readonly message?: { readonly text: string };
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: { readonly startLine: number };
  };
}
interface Log {
  readonly version: string;
  readonly runs: readonly {
    readonly columnKind: string;
    readonly tool: { readonly driver: { readonly rules: readonly Record<string, unknown>[] } };
    readonly artifacts: readonly { readonly location: { readonly uri: string } }[];
    readonly invocations: readonly {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly { readonly locations: readonly Location[] }[];
    }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly Location[];
      readonly relatedLocations: readonly Location[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

const PARTS = [9264, 9265, 9266].map(tid => `src/trace/testing/shape-ff.${tid}`);
const FILES = [
  ['public/traces/wrong-kill.ndjson'],
  ['public/traces/time-limit.ndjson'],
  ['public/traces/daemon-pidfile.ndjson'],
  ['public/traces/jobd.strace'],
  ['public/traces/build.ndjson.gz'],
  PARTS,
] as const;

async function sarif(args: readonly string[], input?: string) {
  const { out } = await wrongNumber(['trace', ...args, '--sarif'], input);
  const { version, runs } = JSON.parse(out) as Log;
  const [run] = runs;
  if (version !== '2.1.0' || run === undefined || runs.length !== 1) throw new Error(out);
  return run;
}

function lineAt({ physicalLocation: { artifactLocation, region } }: Location): string {
  const raw = readFileSync(artifactLocation.uri);
  const text = artifactLocation.uri.endsWith('.gz') ? gunzipSync(raw) : raw;
  return text.toString().split('\n')[region.startLine - 1] ?? '';
}

describe.each(FILES)('SARIF of %s', (...files) => {
  it('has lines that are what they are said to be, each with a link in the message', async () => {
    const { results, artifacts } = await sarif(files);
    expect(artifacts.map(a => a.location.uri)).toEqual(files);
    for (const { message, locations, relatedLocations } of results) {
      const links = [...message.text.matchAll(/\]\((\d+)\)/g)].map(([, id]) => Number(id));
      expect(links).toEqual(relatedLocations.map(({ id }) => id));
      expect(locations).toHaveLength(1);
      for (const related of relatedLocations) {
        const name = /: (\w+)\(/.exec(related.message?.text ?? '')?.[1] ?? 'none';
        expect(lineAt(related)).toContain(name);
      }
    }
  });

  it('has rules and results with all that code hosts ask for', async () => {
    const { tool, results, columnKind } = await sarif(files);
    expect(columnKind).toBe('utf16CodeUnits');
    const { rules } = tool.driver;
    for (const rule of rules) {
      expect(rule).toMatchObject({
        id: expect.stringMatching(/^process\/\w+$/),
        name: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
        shortDescription: { text: expect.stringMatching(/\.$/) },
        fullDescription: { text: expect.stringMatching(/\.$/) },
        help: {
          text: expect.any(String),
          markdown: expect.stringContaining('`pidfd_send_signal`'),
        },
        defaultConfiguration: { level: expect.stringMatching(/^(?:error|warning|note)$/) },
      });
    }
    for (const { ruleId, ruleIndex, level, partialFingerprints } of results) {
      const rule = rules[ruleIndex];
      expect([rule?.id, rule?.defaultConfiguration]).toEqual([ruleId, { level }]);
      expect(partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:\d+$/);
    }
    const prints = results.map(result => result.partialFingerprints.primaryLocationLineHash);
    expect(new Set(prints).size).toBe(results.length);
  });
});

/** A parent of `first`, `shift` further on, who kills it by its number once it has been collected. */
const story = (shift: number, name = 'job', extra: readonly object[] = []) =>
  [
    HEADER,
    ...extra,
    proc(5 + shift),
    clone(5 + shift, 6 + shift, { comm: name }),
    exit(6 + shift),
    wait(5 + shift, 6 + shift),
    call(5 + shift, 'kill', [6 + shift, 'SIGTERM'], -1, { err: 'ESRCH' }),
  ]
    .map((event, i) => JSON.stringify('ev' in event ? { t: i * 1000, ...event } : event))
    .join('\n');

describe('SARIF', () => {
  it('says who, which number, from where, collected when, and the fix', async () => {
    const { results } = await sarif(['-'], story(0));
    expect(results.map(({ message }) => message.text)).toEqual([
      'Aimed at nobody: p5 calls kill(6, SIGTERM) = -1 ESRCH. Nobody had 6. It could have been anybody. ' +
        '0.9 µs between losing the number and firing at it. ' +
        '[p5 starts job](1) on line 3; [job is collected by p5](2) on line 5; [p5 calls](3) on line 6. ' +
        'Take out: pid = fork(); kill(pid, SIGTERM); Put in: args.flags |= CLONE_PIDFD; ' +
        'args.exit_signal = SIGCHLD; args.pidfd = (uintptr_t)&fd; pid = syscall(SYS_clone3, &args, sizeof args); ' +
        'pidfd_send_signal(fd, SIGTERM, NULL, 0); The pidfd comes with the child, before anyone can collect it ' +
        '(Linux 5.3; args is a struct clone_args).',
    ]);
  });

  it('keeps fingerprints when numbers and lines change, and not when names do', async () => {
    const print = async (text: string) =>
      (await sarif(['-'], text)).results[0]?.partialFingerprints.primaryLocationLineHash;
    const renamed = story(20).replaceAll('p25', 'p5');
    expect(await print(renamed.replace('\n', `\n${JSON.stringify({ ...proc(9), t: 0 })}\n`))).toBe(
      await print(story(0)),
    );
    expect(await print(story(0, 'other'))).not.toBe(await print(story(0)));
  });

  it('doubles braces, which would be placeholders, and keeps brackets out of the text of links', async () => {
    const { results } = await sarif(['-'], story(0, '[{0}]'));
    const text = results[0]?.message.text ?? '';
    expect(text).toContain('[p5 starts \\[{{0}}\\]](1)');
    expect(text.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/);
  });

  it('names files by URI, and lines that cannot be read as its own remarks', async () => {
    const [uri] = (await sarif([`${process.cwd()}/public/traces/pipeline.ndjson`])).artifacts;
    expect(uri?.location.uri).toMatch(/^file:\/\/\/.*pipeline\.ndjson$/);
    const run = await sarif(['-'], `${story(0)}\n{"t":1,`);
    expect(run.artifacts[0]?.location.uri).toBe('stdin');
    const [remark] = run.invocations[0]?.toolExecutionNotifications ?? [];
    expect(remark?.locations[0]?.physicalLocation.region.startLine).toBe(7);
  });
});
