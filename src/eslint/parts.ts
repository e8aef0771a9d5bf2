import { lowerScript } from '../lower/script/lower-script.ts';
import { openCodeSync } from './code.ts';

/**
 * What few files need, and what is half of the code: the bundle has it in a file of its own and
 * loads that when this is called, see rolldown.config.js.
 */
export function loadParts() {
  return { lowerScript, openCodeSync };
}
