/**
 * What a person can put right: a path that does not exist, an empty configured folder, an unknown
 * git reference. The message is one or more full sentences.
 */
export class DiscoverError extends Error {
  override readonly name = 'DiscoverError';
}
