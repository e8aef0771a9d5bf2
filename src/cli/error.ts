/** A command line that cannot be followed; the message is one or more full sentences. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
