/** Names for a migration that comes after another, in the way in which the others are named. */

/** A name in its parts: `V2__users.sql`, `0002_users.up.sql`, `20240131120000-users.js`, `Migration20240131120000.ts`. */
interface NameParts {
  readonly prefix: string;
  /** Digits, and what stands between them. */
  readonly version: string;
  readonly separator: string;
  readonly title: string;
  readonly ending: string;
}

const NAME =
  /^(?:(V)(\d(?:[\d._]*\d)?)(__)|(Migration)(\d+)(_?)|()(\d(?:[\dT.:-]*\d)?)([_.-](?:do\.)?))(.*?)((?:\.(?:up|do))?\.[mc]?[a-z]+)?$/;

/**
 * A name that sorts directly after `name`, or after all of them where the next number is taken.
 * `words` say what it does; `beside` are new ones that it comes after too. Undefined where names have no number.
 */
export function nextName(
  name: string,
  others: readonly string[],
  words: readonly string[],
  beside: readonly string[] = [],
): string | undefined {
  const named = partsOf(name);
  if (named === undefined) return undefined;
  const planned = beside.flatMap((other) => partsOf(other)?.version ?? []);
  const own = { ...named, version: planned.reduce(laterOf, named.version) };
  const versions = others.flatMap((other) => partsOf(other)?.version ?? []);
  const later = versions.filter((version) => compareVersions(version, own.version) > 0);
  const direct = increment(own.version);
  const isFree = later.every((version) => compareVersions(direct, version) < 0);
  const last = later.reduce(laterOf, direct);
  const version = isFree ? direct : increment(last);
  const separator = own.separator === '' ? '_' : own.separator;
  return `${own.prefix}${version}${separator}${titleLike(own.title, words)}${own.ending}`;
}

function laterOf(left: string, right: string): string {
  return compareVersions(right, left) > 0 ? right : left;
}

/** The words in the style of another title: `AddUsers`, `add-users` or `add_users`. */
function titleLike(title: string, words: readonly string[]): string {
  const parts = words.flatMap((word) => word.split(/[^A-Za-z0-9]+/)).filter((part) => part !== '');
  if (/^[A-Z][a-z0-9]+[A-Z]/.test(title)) return inPascalCase(parts);
  return parts.join(title.includes('-') && !title.includes('_') ? '-' : '_');
}

/** `add`, `users` as `AddUsers`. */
export function inPascalCase(words: readonly string[]): string {
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** The digits that a name starts with, as they stand in it. */
export function versionOf(name: string): string | undefined {
  return partsOf(name)?.version;
}

function partsOf(name: string): NameParts | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const groups: readonly (string | undefined)[] = match.slice(1);
  const parts = groups.filter((part) => part !== undefined);
  const [prefix = '', version = '', separator = '', title = '', ending = ''] = parts;
  return { prefix, version, separator, title, ending };
}

function compareVersions(left: string, right: string): number {
  const first = left.split(/\D+/).map(BigInt);
  const second = right.split(/\D+/).map(BigInt);
  for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
    const one = first[index] ?? 0n;
    const other = second[index] ?? 0n;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** The next number; the next second of a time, or day of a date, that is written in digits, as there is no minute 60. */
function increment(version: string): string {
  const digits = version.replaceAll(/\D/g, '');
  const next = nextSecond(digits) ?? nextDay(digits);
  if (next !== undefined) {
    let index = 0;
    return version.replaceAll(/\d/g, () => next.charAt(index++));
  }
  return version.replace(/\d+$/, (number) => (BigInt(number) + 1n).toString().padStart(number.length, '0'));
}

/** `20240131235959` becomes `20240201000000`; undefined for what is no time to the second. */
function nextSecond(digits: string): string | undefined {
  const match = /^((?:19|20)\d\d)([01]\d)([0-3]\d)([0-2]\d)([0-5]\d)([0-5]\d)$/.exec(digits);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second + 1));
  return time.toISOString().replaceAll(/\D/g, '').slice(0, 14);
}

/** `20240229` becomes `20240301`; undefined for what is no date. */
function nextDay(digits: string): string | undefined {
  if (!/^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(digits)) return undefined;
  return nextSecond(`${digits}235959`)?.slice(0, 8);
}
