import path from 'node:path';

import { addToJson } from './json-edit.ts';
import type { Project } from './look.ts';
import type { Proposal } from './proposal.ts';

interface Entry {
  readonly title: string;
  readonly path: readonly string[];
  readonly key: string;
  readonly value: string;
}

/** Adds an entry to package.json, or says which where it cannot be added. */
export function inManifest({ manifest }: Project, { title, path: keys, key, value }: Entry): Proposal {
  const shown = `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
  const content = manifest === undefined ? undefined : addToJson(manifest.text, keys, key, value);
  if (manifest === undefined || content === undefined) {
    return { kind: 'advise', title, shown: `${shown}\n` };
  }
  const file = path.join(manifest.directory, 'package.json');
  return { kind: 'write', title, file, shown: `${shown}\n`, content, isNew: false };
}
