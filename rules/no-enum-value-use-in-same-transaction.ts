import { findColumn, findRelation, findType, isSameName } from '../src/catalog/lookup.ts';
import { nextTransaction } from '../src/advice/constraint.ts';
import { isStepOf, placeOf, whyTogether } from '../src/judge.ts';
import type {
  AddEnumValue,
  ColumnDefinition,
  Expression,
  ObjectName,
  StringLiteral,
  TypeName,
} from '../src/operation.ts';
import { quoteLiteral } from '../src/print.ts';
import { defineRule } from '../src/rule.ts';
import type { Step } from '../src/step.ts';

const USE_LATER = { title: 'Use the value', change: { kind: 'move', to: 'next transaction' } } as const;

/** String literals and the types of what stands beside them: any of these may decide what a literal is. */
interface Literals {
  readonly literals: readonly StringLiteral[];
  readonly types: readonly (TypeName | undefined)[];
}

/** Seen on Postgres 18: it refuses a literal of the type wherever it is parsed, PL/pgSQL bodies excepted. */
export default defineRule({
  meta: {
    category: 'correctness',
    severity: 'error',
    preset: 'recommended',
    description: 'Disallow using an enum value in the transaction that adds it',
    hasSuggestions: true,
    messages: {
      unsafe:
        'This fails with error 55P04 (unsafe use of new value): {{value}} is added to "{{type}}" at {{place}}, in the same transaction ({{because}}), and it cannot be used before that is committed.',
    },
  },

  on: {
    // Over the whole history, because one transaction may hold several migrations.
    *historyEnd({ ends }) {
      const added: Step<AddEnumValue>[] = [];
      const steps = ends.flatMap((end) => end.steps);
      for (const [index, step] of steps.entries()) {
        if (added[0]?.transaction.id !== step.transaction.id) added.length = 0;
        if (isStepOf(step, 'addEnumValue') && !isUsableAtOnce(step)) added.push(step);
        const found = added.length === 0 ? undefined : firstUse(step, added);
        if (found === undefined) continue;
        // The first use fails, and the others never run.
        added.splice(added.indexOf(found.addition), 1);
        const isUsedAgain = steps
          .slice(index + 1)
          .some((other) => other.transaction.id === step.transaction.id && firstUse(other, [found.addition]));
        yield {
          messageId: 'unsafe',
          data: {
            value: quoteLiteral(found.addition.operation.value),
            type: found.addition.operation.type.name,
            place: placeOf(step, found.addition),
            because: whyTogether(step),
          },
          span: found.literal.span,
          advice: [
            { title: 'Keep the statement that adds the value' },
            { title: 'Use the value when that is committed', place: nextTransaction(step) },
          ],
          remedies: isUsedAgain ? [] : [USE_LATER],
          at: step,
        };
      }
    },
  },
});

/** Postgres lets a value be used at once if its type is as new as it is; an existing value is not new. */
function isUsableAtOnce({ operation, catalog, transaction }: Step<AddEnumValue>): boolean {
  const type = findType(catalog, operation.type);
  if (type?.kind !== 'enum') return false;
  if (type.origin.transaction === transaction.id) return true;
  return type.values.some(({ value }) => value === operation.value);
}

function firstUse(step: Step, added: readonly Step<AddEnumValue>[]) {
  for (const { literals, types } of literalsOf(step)) {
    for (const literal of literals) {
      const addition = added.find(
        ({ operation }) =>
          operation.value === literal.value &&
          (literal.type === undefined ? types : [literal.type]).some((type) =>
            isType(step, type, operation.type),
          ),
      );
      if (addition !== undefined) return { addition, literal };
    }
  }
  return undefined;
}

function isType({ catalog }: Step, written: TypeName | undefined, name: ObjectName): boolean {
  if (written === undefined) return false;
  const type = findType(catalog, name);
  const other = findType(catalog, written);
  // An enum that the history does not create is known by its name alone.
  if (type === undefined || other === undefined) return written.name === name.name;
  return isSameName(type, other);
}

function literalsOf({ operation, catalog }: Step): readonly Literals[] {
  const typesOf = (table: ObjectName, columns?: readonly string[]): Literals['types'] => {
    const found = findRelation(catalog, table);
    return columns === undefined
      ? (found?.columns ?? []).map((column) => column.type)
      : columns.map((column) => findColumn(found, column)?.type);
  };
  const inTable = (table: ObjectName, expression: Expression | undefined): Literals => ({
    literals: expression?.literals ?? [],
    types: typesOf(table, expression?.columns),
  });

  switch (operation.kind) {
    case 'insert':
      return [{ literals: operation.literals, types: typesOf(operation.table, operation.columns) }];
    case 'update': {
      const types = typesOf(operation.table, [...operation.columns, ...(operation.where?.columns ?? [])]);
      return [{ literals: [...operation.literals, ...(operation.where?.literals ?? [])], types }];
    }
    case 'delete':
      return [inTable(operation.table, operation.where)];
    case 'select':
    case 'merge':
    case 'createView':
      return [
        {
          literals: operation.literals ?? [],
          types: operation.uses.relations.flatMap(({ relation }) => typesOf(relation)),
        },
      ];
    case 'createTable':
      return operation.columns.flatMap((column) => inDefinition(column, operation.columns));
    case 'addColumn':
      return inDefinition(operation.column, [operation.column]);
    case 'setDefault':
      return [{ literals: operation.default.literals, types: typesOf(operation.table, [operation.column]) }];
    case 'alterColumnType':
      return [{ literals: operation.using?.literals ?? [], types: [operation.type] }];
    case 'addConstraint':
      return [inTable(operation.table, operation.constraint.expression)];
    case 'createIndex':
      return [operation.where, ...operation.elements.map((element) => element.expression)].map((expression) =>
        inTable(operation.table, expression),
      );
    case 'createPolicy':
      return [operation.using, operation.check].map((expression) => inTable(operation.table, expression));
    default:
      return [];
  }
}

/** Defaults and checks of a column; a check may compare any column of the table. */
function inDefinition(column: ColumnDefinition, all: readonly ColumnDefinition[]): readonly Literals[] {
  return [
    { literals: column.default?.literals ?? [], types: [column.type] },
    ...column.constraints.map(({ expression }) => ({
      literals: expression?.literals ?? [],
      types: all.filter(({ name }) => expression?.columns.includes(name) === true).map(({ type }) => type),
    })),
  ];
}
