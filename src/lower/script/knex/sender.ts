import type { Recorder } from '../recorder.ts';

/** Sends the statements of one connection. */
export interface Sender {
  readonly recorder: Recorder;
  /** Runs what records statements, so that they count as sent through this connection. */
  readonly through: <Result>(body: () => Result) => Result;
}
