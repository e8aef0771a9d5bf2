const EXTENSIONS: readonly string[] = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Whether a file is TypeScript or JavaScript, by its name. Declaration files are not. */
export function isScript(file: string): boolean {
  return EXTENSIONS.some((extension) => file.endsWith(extension)) && !/\.d\.[mc]?ts$/.test(file);
}
