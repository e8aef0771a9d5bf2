/** The parts of a name: `legacy_email`, `legacyEmail` and `LegacyEmail` are all `legacy`, `email`. */
function partsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part !== '')
    .map((part) => part.toLowerCase());
}

/**
 * How code may spell a name of the database: as it is, in snake, camel and Pascal case, and without
 * a separator. Words to look for with a text scan; none of them proves anything.
 */
export function spellings(name: string): readonly string[] {
  const parts = partsOf(name);
  const capitalised = parts.map((part) => part.slice(0, 1).toUpperCase() + part.slice(1));
  const pascal = capitalised.join('');
  const camel = (parts[0] ?? '') + capitalised.slice(1).join('');
  return [...new Set([name, parts.join('_'), camel, pascal, parts.join('')])].filter((word) => word !== '');
}

/** The spellings of a table's name and of its singular and plural, which classes are named after. */
export function tableSpellings(name: string): readonly string[] {
  return [...new Set([name, singularOf(name), pluralOf(name)].flatMap(spellings))];
}

const IRREGULAR: readonly (readonly [singular: string, plural: string])[] = [
  ['person', 'people'],
  ['child', 'children'],
  ['man', 'men'],
  ['datum', 'data'],
  ['index', 'indices'],
  ['status', 'statuses'],
];

function singularOf(name: string): string {
  for (const [singular, plural] of IRREGULAR) {
    if (name.toLowerCase().endsWith(plural)) return name.slice(0, name.length - plural.length) + singular;
  }
  if (/[^aeiou]ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|z)es$/i.test(name)) return name.slice(0, -2);
  return /[^su]s$/i.test(name) ? name.slice(0, -1) : name;
}

function pluralOf(name: string): string {
  for (const [singular, plural] of IRREGULAR) {
    if (name.toLowerCase().endsWith(singular)) return name.slice(0, name.length - singular.length) + plural;
  }
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  if (/(?:s|sh|ch|x|z)$/i.test(name))
    return /[^s]s$/i.test(name) && singularOf(name) !== name ? name : `${name}es`;
  return `${name}s`;
}
