// A schedule: who runs, step by step. The link, the fixture, the explorer's witness and the stage
// plan are all this value in its printed form.

/** One of the running programs: which process of the race, and which instance of it (from 0). */
export interface ActorRef {
  readonly process: number;
  readonly instance: number;
}
