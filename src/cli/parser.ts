import { tuneEngine } from '../engine.ts';
import { isReaderStarted } from '../lower/reader-thread.ts';
import { loadParser } from '../parse/sql.ts';

/**
 * Starts to load the grammar, unless a second thread has started that is to use it; who awaits it
 * learns why it cannot be loaded.
 */
export function startParser(): Promise<void> {
  if (isReaderStarted()) return Promise.resolve();
  tuneEngine();
  const parser = loadParser();
  parser.catch(() => undefined);
  return parser;
}
