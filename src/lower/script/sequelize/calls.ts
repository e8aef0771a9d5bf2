import type { Recorder } from '../recorder.ts';
import type { CallSite } from '../value.ts';

/** What a method of the query interface does, as the SQL that Sequelize sends for it. */
export type Calls = Readonly<Record<string, (call: CallSite, recorder: Recorder) => void>>;
