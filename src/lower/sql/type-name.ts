import type { TypeName as TypeNode } from 'libpg-query';
import { type TypeName, UNKNOWN_NAME } from '../../operation.ts';
import { known } from './name.ts';
import { strings, unwrap, unwrapAll } from './node.ts';
import {
  closingBracket,
  isSymbol,
  isWord,
  type Region,
  slice,
  spanOf,
  startsWith,
  textOf,
  tokenAt,
} from './region.ts';

const SERIALS: Readonly<Record<string, string>> = {
  serial4: 'serial',
  serial8: 'bigserial',
  serial2: 'smallserial',
};

export function lowerTypeName(type: TypeNode, region: Region): TypeName {
  const tokens = typeRegion(type, region);
  const parts = strings(type.names);
  const schema = parts.at(-2);
  const builtIn = schema === 'pg_catalog';
  const name = parts.at(-1) ?? UNKNOWN_NAME;
  return {
    schema: schema === undefined || builtIn || type.pct_type === true ? undefined : known(schema),
    // The type of `column%TYPE` is whatever the column has.
    name: type.pct_type === true ? UNKNOWN_NAME : known(SERIALS[name] ?? name),
    modifiers: modifiersOf(type, name),
    arrayDimensions: type.arrayBounds?.length ?? 0,
    text: textOf(tokens),
    span: spanOf(tokens),
  };
}

function modifiersOf(type: TypeNode, name: string): readonly number[] {
  const modifiers = unwrapAll(type.typmods, 'A_Const').flatMap((constant) =>
    constant.ival === undefined ? [] : [constant.ival.ival ?? 0],
  );
  // An interval's first modifier is a mask of its fields (`DAY TO SECOND`).
  return name === 'interval' ? modifiers.slice(1) : modifiers;
}

/** The tree says where a type starts only, so its tokens are read as Postgres's grammar has them. */
function typeRegion(type: TypeNode, region: Region): Region {
  let start = tokenAt(region, type.location);
  if (type.setof === true && isWord(region, start - 1, 'SETOF')) start -= 1;
  let index = isWord(region, start, 'SETOF') ? start + 1 : start;
  index = skipTypeName(region, index);
  if (isSymbol(region, index, '%') && isWord(region, index + 1, 'TYPE')) index += 2;
  if (isSymbol(region, index, '(')) index = closingBracket(region, index) + 1;
  if (startsWith(region, index, 'WITH', 'TIME', 'ZONE')) index += 3;
  if (startsWith(region, index, 'WITHOUT', 'TIME', 'ZONE')) index += 3;
  index = skipIntervalFields(region, index, type);
  if (type.arrayBounds !== undefined) index = skipArray(region, index);
  return slice(region, start, Math.min(index, region.to));
}

function skipTypeName(region: Region, start: number): number {
  let index = isWord(region, start, 'NATIONAL') ? start + 1 : start;
  const first = index;
  index += 1;
  while (isSymbol(region, index, '.')) index += 2;
  if (isWord(region, first, 'DOUBLE') && isWord(region, index, 'PRECISION')) return index + 1;
  const varies = ['CHARACTER', 'CHAR', 'NCHAR', 'BIT'].some((word) => isWord(region, first, word));
  return varies && isWord(region, index, 'VARYING') ? index + 1 : index;
}

const INTERVAL_FIELDS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'] as const;

function skipIntervalFields(region: Region, start: number, type: TypeNode): number {
  if (type.typmods === undefined || unwrap(type.names?.at(-1), 'String')?.sval !== 'interval') return start;
  const isField = (index: number): boolean => INTERVAL_FIELDS.some((word) => isWord(region, index, word));
  let index = start;
  if (isField(index)) index += 1;
  if (isWord(region, index, 'TO') && isField(index + 1)) index += 2;
  return isSymbol(region, index, '(') ? closingBracket(region, index) + 1 : index;
}

function skipArray(region: Region, start: number): number {
  let index = isWord(region, start, 'ARRAY') ? start + 1 : start;
  while (isSymbol(region, index, '[')) index = closingBracket(region, index) + 1;
  return index;
}
