import { mikroOrm } from './mikro-orm.ts';
import type { Library } from './library.ts';

/** The most telling first. */
export const LIBRARIES: readonly Library[] = [mikroOrm];
