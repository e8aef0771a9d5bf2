import type { Recorder } from '../recorder.ts';
import { entryOf, truthOf, type CallSite, type Value } from '../value.ts';

/** What a method of the query interface does, as the SQL that Sequelize sends for it. */
export type Calls = Readonly<Record<string, (call: CallSite, recorder: Recorder) => void>>;

/** Whether an option is known to be set. */
export function isOn(options: Value | undefined, name: string): boolean {
  const value = entryOf(options, name);
  return value !== undefined && truthOf(value) === true;
}
