import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder of the installed package: this module may stand in the source or in a bundle. */
export function packageRoot(): string {
  let directory = import.meta.dirname;
  while (!existsSync(path.join(directory, 'package.json'))) {
    if (directory === path.dirname(directory)) throw new Error('The package of ddlint is incomplete.');
    directory = path.dirname(directory);
  }
  return directory;
}

export function versionOf(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest && typeof manifest.version === 'string' ? manifest.version : 'unknown';
}
