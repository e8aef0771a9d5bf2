import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { decode, encodeLike } from '../discover/decode.ts';
import { accessing, UsageError } from './error.ts';

/**
 * Writes the new text of a file that is there, in its encoding and with its byte order mark; its mode
 * and the links to it stay. Throws a `UsageError` where the file has changed since it was read.
 */
export function rewriteFile(
  cwd: string,
  file: string,
  { before, after }: { readonly before: string; readonly after: string },
): void {
  const target = path.resolve(cwd, file);
  const bytes = accessing(file, 'read', () => readFileSync(target));
  if (decode(bytes).text !== before)
    throw new UsageError(`${file} has changed meanwhile and was not written.`);
  const encoded = encodeLike(bytes, after);
  if (encoded === undefined) throw new UsageError(`${file} is not valid UTF-8 and was not written.`);
  accessing(file, 'written', () => {
    writeFileSync(target, encoded);
  });
}

/** Writes a file that is not there yet; throws a `UsageError` where it is. */
export function addFile(cwd: string, file: string, text: string): void {
  const target = path.resolve(cwd, file);
  if (existsSync(target)) throw new UsageError(`${file} is there already and was not written.`);
  accessing(file, 'written', () => {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  });
}
