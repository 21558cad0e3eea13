// What must hold in every trace, whatever was recorded.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';

const schemaFile = new URL('../../docs/trace-format.schema.json', import.meta.url);

/** The schema as a writer must keep it: readers ignore unknown fields, the probe writes none. */
function strictSchema() {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'));
  for (const part of Object.values(schema.definitions)) {
    if (part.type === 'object') part.additionalProperties = false;
  }
  return schema;
}

const validate = new Ajv({ allowUnionTypes: true }).compile(strictSchema());

export function checkSchema(lines) {
  lines.forEach((line, at) => {
    if (validate(line)) return;
    const problem = validate.errors?.map(e => `${e.instancePath} ${e.message}`).join('; ');
    assert.fail(`line ${at + 1}: ${problem}\n${JSON.stringify(line)}`);
  });
}

/** A line that tells of a task nobody has heard of, or of one whose number has gone back. */
export function checkLives(lines) {
  const alive = new Map();
  const exited = new Set();
  const identities = new Set();
  const former = new Set();
  const born = (tid, line) => {
    assert(!alive.has(tid), `${tid} is born while its number is held: ${JSON.stringify(line)}`);
    alive.set(tid, line);
    exited.delete(tid);
    if (line.id === undefined) return;
    assert(!identities.has(line.id), `identity ${line.id} is given twice`);
    identities.add(line.id);
  };
  for (const line of lines) {
    if (line.ev === 'proc') born(line.tid, line);
    else if (line.tid !== undefined && line.ev !== 'note') {
      assert(alive.has(line.tid), `nobody is ${line.tid}: ${JSON.stringify(line)}`);
    }
    if (line.ev === 'clone') born(line.child, line);
    if (line.ev === 'exec' && line.former === undefined) {
      assert(!exited.has(line.tid), `${line.tid} starts a program after its exit`);
    }
    if (line.ev === 'exec') exited.delete(line.tid);
    if (line.former !== undefined) former.add(line.former);
    if (line.ev === 'exit') {
      assert(!exited.has(line.tid), `${line.tid} ends twice`);
      exited.add(line.tid);
    }
    if (line.ev === 'reap') {
      assert(exited.has(line.tid) || former.has(line.tid), `${line.tid} is reaped before its exit`);
      alive.delete(line.tid);
    }
  }
  return { alive, exited };
}

/** What only a light recording may leave out. */
const FULL = {
  clone: ['how', 'flags', 'exit_signal', 'ns'],
  exec: ['path', 'argv'],
  exit: ['status'],
};

function checkFull(lines) {
  for (const line of lines) {
    for (const field of FULL[line.ev] ?? []) {
      assert.notEqual(line[field], undefined, `${line.ev} without ${field}`);
    }
  }
}

/** Checks a whole trace. Returns who was not reaped at its end. */
export function checkTrace(lines) {
  checkSchema(lines);
  const [header, ...events] = lines;
  assert.equal(header?.format, 'wrong-number-trace');
  const end = events.at(-1);
  assert.equal(end?.ev, 'end', 'the last line is no end');
  assert.equal(end.events, events.length, 'the end counts the events');
  assert.equal(end.lost, 0);
  if (!header.light) checkFull(events);
  for (const line of events) {
    if (line.ev === 'call') assert(line.d <= line.t, `a call began before the trace`);
  }
  const { alive, exited } = checkLives(events);
  for (const tid of alive.keys()) assert(exited.has(tid), `${tid} never ended`);
  return { left: [...alive.keys()] };
}

export const count = (lines, ev, test = () => true) =>
  lines.filter(line => line.ev === ev && test(line)).length;
export const calls = (lines, name) => lines.filter(l => l.ev === 'call' && l.name === name);
