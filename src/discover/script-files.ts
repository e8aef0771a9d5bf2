import { isScript } from '../script-file.ts';
import type { Directory } from './directory.ts';
import { withoutExtension } from './names.ts';
import { wholeFile, type Unit } from './tool.ts';

/** Whether a file may be a migration in TypeScript or JavaScript, by its name. */
export function isScriptFile(name: string): boolean {
  if (!isScript(name) || name.startsWith('.') || /^index\.\w+$/i.test(name)) return false;
  // What has a number of its own is named after what it does: `20240101-add-config.ts`.
  const isOther = isNumbered(name)
    ? /\.(?:test|spec)\.\w+$/i
    : /[._-](?:test|spec|config)\.\w+$|(?:^|[._-])(?:provider|migrator)\.\w+$/i;
  return !isOther.test(name);
}

/** Those that may be migrations; of a source and what it was compiled to beside it, the source. */
export function scriptFiles(directory: Directory): readonly string[] {
  const names = directory.files.filter(isScriptFile);
  const sources = new Set(names.filter((name) => name.endsWith('ts')).map(withoutExtension));
  return names.filter((name) => name.endsWith('ts') || !sources.has(withoutExtension(name)));
}

/** Most of them are numbered or dated, at one end of their names or the other. */
export function scriptsLookOrdered(directory: Directory): boolean {
  const names = scriptFiles(directory);
  return names.filter(isNumbered).length * 2 >= names.length;
}

/** Whether the name starts with a number or holds a date, as names of migrations do. */
export function isNumbered(name: string): boolean {
  return /^[vV]?\d+[._-]|\d{8,}/.test(name);
}

/** The texts of the first, the middle and the last script: enough to tell whose migrations they are. */
export function scriptSamples(directory: Directory): readonly string[] {
  const names = scriptFiles(directory);
  const chosen = new Set([names[0], names[names.length >> 1], names.at(-1)]);
  return [...chosen]
    .filter((name) => name !== undefined)
    .map((name) => directory.read(name))
    .filter((text) => text !== undefined);
}

const FOLDER = /(?:^|[._-]|db|sql|schema|data)(?:migrations?|migrate)$/i;
const FOLDER_LEVELS = 3;

/** Whether the directory, its parent or its grandparent is named as folders of migrations are. */
export function isMigrationsFolder(directory: Directory): boolean {
  let at: Directory | undefined = directory;
  for (let level = 0; level < FOLDER_LEVELS && at !== undefined; level += 1, at = at.parent)
    if (FOLDER.test(at.name)) return true;
  return false;
}

/** A function, method or property of this name; its value may be anything. */
function definitionOf(name: 'up' | 'down'): RegExp {
  return new RegExp(
    `(?:^|[\\s.{,;*(]|\\bas )${name}['"]?\\s*(?:\\(|=(?!=)|:|,|\\}|<)|\\bas ${name}\\b|\\[['"]${name}['"]\\]\\s*=`,
    'm',
  );
}

const UP = definitionOf('up');
const DOWN = definitionOf('down');
/** How node-pg-migrate is told that there is no way back, and what others come to by themselves. */
const NO_DOWN = /\bdown\s*(?::|=)\s*(?:false|null|undefined)\b/;

/** Whether the text defines `up`, as every migration does. */
export function definesUp(text: string): boolean {
  return UP.test(withoutComments(text));
}

/** The migration of a file; its way back stands in the same file. */
export function scriptUnit(directory: Directory, path: string): Unit | undefined {
  const up = wholeFile(directory, path);
  if (up === undefined) return undefined;
  const code = withoutComments(up.text);
  const id = withoutExtension(path);
  if (NO_DOWN.test(code)) return { id, up, oneWay: true };
  return DOWN.test(code) ? { id, up, down: up } : { id, up };
}

/** Good enough for what is looked for: a line comment inside of a string ends with its line. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
}
