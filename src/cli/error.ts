/** A command line that cannot be followed; the message is one or more full sentences. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What `access` gives; a `UsageError` where the file system refuses it. */
export function accessing<Result>(file: string, done: 'read' | 'written', access: () => Result): Result {
  try {
    return access();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`${file} cannot be ${done} (${reason}).`);
  }
}
