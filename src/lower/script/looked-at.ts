let lookedAt: Set<string> | undefined;

/** Notes that a file of the project is looked at, whether or not it is there. */
export function lookAt(file: string): void {
  lookedAt?.add(file);
}

/**
 * Reads a migration, and tells which files besides its own it was read from: what a cache of the
 * result depends on. Absolute, as far as the migration's own path is; files that are not there included.
 */
export function noteFiles<Result>(read: () => Result): {
  readonly result: Result;
  readonly files: readonly string[];
} {
  const outer = lookedAt;
  const files = new Set<string>();
  lookedAt = files;
  try {
    return { result: read(), files: [...files] };
  } finally {
    lookedAt = outer;
  }
}
