/** Whether a file is TypeScript or JavaScript, by its name. Declaration files are not. */
export function isScript(file: string): boolean {
  return /\.[mc]?[jt]s$/.test(file) && !/\.d\.[mc]?ts$/.test(file);
}
