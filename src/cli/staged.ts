import { indexedFiles, indexMatches } from '../git.ts';
import { isScript } from '../script-file.ts';

/** Flags with which a run that has nothing to lint says nothing. */
const SILENT = ['--staged', '--quiet'];
/** More scripts than this are not worth a look each. */
const MOST_SCRIPTS = 500;
/** `up` where it is a function, a method or a property, as in every migration that is a script. */
const UP = `(^|[[:space:].{,;*(]|[[]['"])up['"]?(]|[[:space:]]*[(=:,}<])|^[[:space:]]*up[[:space:]]*$|as up($|[^[:alnum:]_])`;

/**
 * Whether a commit concerns ddlint not at all, found out before anything else is loaded: most
 * commits stage no migration, and wait for the hook all the same.
 */
export function stagesNothing(argv: readonly string[], cwd: string): boolean {
  const flags = argv.filter((argument) => argument.startsWith('-'));
  if (!flags.includes('--staged') || flags.some((flag) => !SILENT.includes(flag))) return false;
  try {
    const files = indexedFiles(cwd);
    if (files.some((file) => /\.sql$/i.test(file))) return false;
    const scripts = files.filter(isScript);
    if (scripts.length === 0) return true;
    return scripts.length <= MOST_SCRIPTS && !indexMatches(cwd, scripts, UP);
  } catch {
    // What is wrong is told by the run itself.
    return false;
  }
}
