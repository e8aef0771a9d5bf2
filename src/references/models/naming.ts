/** `userId` and `UserID` as `user_id`, as Drizzle's casing has it. */
export function snakeCase(name: string): string {
  return wordsOf(name)
    .map((word) => word.toLowerCase())
    .join('_');
}

/** `user_id` as `userId`. */
export function camelCase(name: string): string {
  return wordsOf(name)
    .map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

function wordsOf(name: string): readonly string[] {
  return name.match(/[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+/g) ?? [];
}

/** As inflection has it, which Sequelize uses: each capital is a word, so that `userID` is `user_i_d`. */
export function underscore(name: string): string {
  return name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
}

const PLURALS: readonly (readonly [ending: RegExp, plural: string])[] = [
  [
    /(people|children|men|mice|data|media|criteria|series|species|equipment|information|evidence|news|money|police|sheep|deer|(?:soft|hard)ware|rice)$/i,
    '$1',
  ],
  [/(pe)rson$/i, '$1ople'],
  [/(child)$/i, '$1ren'],
  [/(?<!hu)(m)an$/i, '$1en'],
  [/(m)ouse$/i, '$1ice'],
  [/(dat|medi)um$/i, '$1a'],
  [/(criteri)on$/i, '$1a'],
  [/(quiz)$/i, '$1zes'],
  [/(matr|vert|ind)(?:ix|ex)$/i, '$1ices'],
  [/(alias|canvas|x|ch|ss|sh|us|z)$/i, '$1es'],
  [/([^aeiouy]|qu)y$/i, '$1ies'],
  [/([aeo]l|ar|hoo)f$/i, '$1ves'],
  [/([lw]i|kni)fe$/i, '$1ves'],
  [/(potat|tomat|buffal)o$/i, '$1oes'],
  [/(analys|bas|diagnos|cris|hypothes|thes|ax)is$/i, '$1es'],
  [/s$/i, 's'],
];

/** The plural of an English word, for names that a library makes of those of models. */
export function pluralize(word: string): string {
  const rule = PLURALS.find(([ending]) => ending.test(word));
  return rule === undefined ? `${word}s` : word.replace(rule[0], rule[1]);
}

/** As Kysely's CamelCasePlugin and Objection's snakeCaseMappers have it: `someHTMLCode` as `some_htmlcode`. */
export function snakeCaseMapped(name: string): string {
  return name.replace(/(?<=[^A-Z])[A-Z]/g, '_$&').toLowerCase();
}
