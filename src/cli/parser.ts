import { loadParser } from '../parse/sql.ts';

/** Starts to load the grammar; who awaits it learns why it cannot be loaded. */
export function startParser(): Promise<void> {
  const parser = loadParser();
  parser.catch(() => undefined);
  return parser;
}
