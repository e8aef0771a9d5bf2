import { basename, dirname } from 'node:path/posix';

import type { Directory } from './directory.ts';
import { withoutExtension } from './names.ts';
import { wholeFile, type Unit } from './tool.ts';

const DOWN_SUFFIX = /[._-](?:down|rollback|undo|revert)$/i;
const UP_SUFFIX = /[._-](?:up|do)$/i;
const DOWN_FOLDER = /^(?:down|rollback|rollbacks|undo|revert)$/i;

/**
 * Units of the ups among these paths (relative to the directory), in their order, each with the
 * down of the same name: `1_x.up.sql` and `1_x.down.sql`, or `1_x.sql` and `down/1_x.sql`.
 */
export function pairUpAndDown(
  directory: Directory,
  paths: readonly string[],
  isDown: (path: string) => boolean = looksDown,
): readonly Unit[] {
  const downs = new Map<string, string>();
  const ups: { readonly id: string; readonly path: string }[] = [];
  for (const path of paths) {
    const stem = withoutExtension(path);
    if (isDown(path)) downs.set(idOf(stem.replace(DOWN_SUFFIX, '')), path);
    else ups.push({ id: idOf(stem.replace(UP_SUFFIX, '')), path });
  }
  return ups.flatMap(({ id, path }) => {
    const up = wholeFile(directory, path);
    const down = downs.get(id);
    return up === undefined
      ? []
      : [{ id, up, down: down === undefined ? undefined : wholeFile(directory, down) }];
  });
}

function looksDown(path: string): boolean {
  return DOWN_SUFFIX.test(withoutExtension(basename(path))) || DOWN_FOLDER.test(basename(dirname(path)));
}

/** The path without its extension and without an `up` or `down` folder. */
function idOf(stem: string): string {
  const folder = dirname(stem);
  const name = basename(stem);
  const parent =
    /^(?:up|do)$/i.test(basename(folder)) || DOWN_FOLDER.test(basename(folder)) ? dirname(folder) : folder;
  return parent === '.' ? name : `${parent}/${name}`;
}
