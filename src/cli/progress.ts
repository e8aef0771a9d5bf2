import type { History } from '../migration.ts';
import type { Io } from './io.ts';

/** Text that takes about a second to judge. */
const MUCH_TEXT = 4_000_000;

/** On a terminal, says what is going on where it will take a while; returns what takes the line away. */
export function showProgress(histories: readonly History[], { stderr }: Pick<Io, 'stderr'>): () => void {
  if (stderr.isTTY !== true) return () => undefined;
  const migrations = histories.flatMap((history) => history.migrations);
  const size = migrations.reduce((sum, { span }) => sum + span.end - span.start, 0);
  if (size < MUCH_TEXT) return () => undefined;
  stderr.write(`Reading ${migrations.length.toString()} migrations …`);
  return () => stderr.write('\r\u001B[K');
}
