import type { Text } from '../text.ts';
import type { Step } from './step.ts';

/** The statements that a method of `pgm` sends, by its name. */
export type Calls = Readonly<Record<string, (step: Step) => readonly Text[]>>;
