import type { AlterSeqStmt, CreateSeqStmt, Node } from 'libpg-query';
import type { CreateSequence, Operation } from '../../operation.ts';
import { known, nameFrom, relationName, dottedName } from './name.ts';
import { strings, unwrap } from './node.ts';
import { findOption } from './option.ts';
import { findWord, type Region, slice, spanOf } from './region.ts';

export function lowerCreateSequence(node: CreateSeqStmt, region: Region): readonly Operation[] {
  return [
    {
      kind: 'createSequence',
      span: spanOf(region),
      sequence: relationName(node.sequence, region),
      ifNotExists: node.if_not_exists === true,
      ...ownerOf(node.options, region),
    },
  ];
}

export function lowerAlterSequence(node: AlterSeqStmt, region: Region): readonly Operation[] {
  return [
    {
      kind: 'alterSequence',
      span: spanOf(region),
      sequence: relationName(node.sequence, region),
      ...ownerOf(node.options, region),
      ...(ownerParts(node.options).join('.') === 'none' ? { disowned: true } : {}),
    },
  ];
}

/** `OWNED BY table.column`; `OWNED BY NONE` has no table. */
function ownerOf(options: readonly Node[] | undefined, region: Region): Pick<CreateSequence, 'ownedBy'> {
  const parts = ownerParts(options);
  if (parts.length < 2) return {};
  const owned = findWord(region, 'OWNED') ?? region.from;
  const name = dottedName(region, owned + 2);
  const table = nameFrom(parts.slice(0, -1), spanOf(slice(name, name.from, name.to - 2)));
  return { ownedBy: { table, column: known(parts.at(-1)) } };
}

function ownerParts(options: readonly Node[] | undefined): readonly string[] {
  return strings(unwrap(findOption(options, 'owned_by')?.arg, 'List')?.items);
}
