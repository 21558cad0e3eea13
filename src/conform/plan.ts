// A plan: processes by name and the calls they make, in order; the same on the model and on the real
// kernel (docs/plan-format.md). And what comes out of performing one, in one shape for both.

/** A number as a plan writes it: 5, "SIGKILL", "WNOHANG|WEXITED", "$name", "-$name". */
export type Num = number | string;
/** JSON as arguments use it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

export interface Step {
  /** The process or thread that makes the call. "init" is pid 1 of the plan's namespace. */
  readonly who: string;
  readonly call: string;
  readonly args?: JsonObject;
  /** Name of the task that the call makes; also the name of the number it returns. */
  readonly child?: string;
  /** Name for the call's value. */
  readonly as?: string;
  /** Name for the pidfd that the call gives beside its value. */
  readonly pidfd?: string;
  /** Name for the handle that name_to_handle_at gives. */
  readonly handle?: string;
  /** Members that the step's result must have, beside `signals`, `states` and `late`. */
  readonly expect?: JsonObject;
  /** Names for the descriptors of socketpair, or those received by recvmsg. */
  readonly fds?: readonly string[];
}

export interface Setup {
  /** pid_max of the plan's namespace. */
  readonly pid_max?: number;
  /** The last number given out before the first step; the next is one more. */
  readonly last_pid?: number;
  /** RLIMIT_NOFILE; 64 when left out. */
  readonly nofile?: number;
  /** How many user ids the plan needs; more than 1 only where they can be mapped. */
  readonly ids?: number;
}

export interface Plan {
  readonly name?: string;
  readonly about?: string;
  readonly setup?: Setup;
  readonly steps: readonly Step[];
}

/** idle: between calls. dying: in its exit or in vfork, waiting for others. gone: released. */
export type ActorState = 'idle' | 'blocked' | 'stopped' | 'zombie' | 'gone' | 'dying';

/** The members of a call's result: `ret`, `err` and what the kernel wrote. */
export type Result = JsonObject;

export interface SignalSeen {
  readonly who: string;
  readonly signo: number;
  readonly code: number;
  readonly pid: number;
}

/** What one step did: the call's result (or where the caller is instead), and effects elsewhere. */
export interface StepResult {
  readonly i: number;
  readonly result: Result;
  /** Results of earlier calls that had blocked, by the step that made them. */
  readonly late: readonly { readonly i: number; readonly result: Result }[];
  readonly signals: readonly SignalSeen[];
  /** Actors whose state is new. */
  readonly states: Readonly<Record<string, ActorState>>;
}

export interface Performance {
  readonly steps: readonly StepResult[];
  /** Why the plan was not performed to its end. */
  readonly problem: string | undefined;
}

const EFFECTS = new Set(['i', 'late', 'signals', 'states']);

/** The stage's line for a plan, in the shape that is compared. */
export function readPerformance(line: string): Performance {
  const whole = JSON.parse(line) as {
    steps?: readonly JsonObject[];
    problem?: string;
  };
  const steps = (whole.steps ?? []).map(step => ({
    i: step.i as number,
    result: without(step, EFFECTS),
    late: ((step.late ?? []) as readonly JsonObject[]).map(late => ({
      i: late.i as number,
      result: without(late, EFFECTS),
    })),
    signals: (step.signals ?? []) as unknown as readonly SignalSeen[],
    states: (step.states ?? {}) as Readonly<Record<string, ActorState>>,
  }));
  return { steps, problem: whole.problem };
}

function without(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.has(key)));
}

/** The plan as one line, as `stage --serve` takes it. */
export function planLine(plan: Plan): string {
  return JSON.stringify(plan);
}
