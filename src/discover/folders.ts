import type { Directory } from './directory.ts';
import { wholeFile, type Listing, type Unit } from './tool.ts';

/** Migrations that are each a folder with a script of a fixed name, by the name of the folder. */
export function listScriptFolders(directory: Directory, script: string): Listing {
  const units: Unit[] = [];
  const empty: string[] = [];
  for (const name of directory.directories) {
    const up = wholeFile(directory, `${name}/${script}`);
    if (up !== undefined) units.push({ id: name, up });
    else if (/^\d{14}_/.test(name)) empty.push(directory.pathOf(name));
  }
  const [first, ...others] = empty;
  if (first === undefined) return { units, notes: [] };
  const sentence =
    others.length === 0
      ? `${first} holds no ${script} and was left out.`
      : `${first} and ${String(others.length)} more folders hold no ${script} and were left out.`;
  return { units, notes: [sentence] };
}
