import { UNKNOWN_NAME, type ObjectName, type Span } from '../../../operation.ts';
import { quotedText, splitName, sqlAt, valueText } from '../sql-text.ts';
import { Text } from '../text.ts';
import {
  entryOf,
  hostValue,
  isNullish,
  objectValue,
  stringOf,
  unknown,
  type CallSite,
  type ClassValue,
  type Host,
  type ObjectValue,
  type Question,
  type Value,
} from '../value.ts';
import { listInDatabase, questionFor } from '../asked.ts';
import { withClone } from './clone.ts';

/** A table as the first argument of a call names it. */
export interface TableRef {
  /** As given, with its schema where that is written into the name. */
  readonly name: Text;
  readonly schema: Text | undefined;
  /** Without its schema. */
  readonly base: Text;
  /** In quotes, with its schema. */
  readonly path: Text;
}

/** The table that a name, a `Table` or a table read from the database stands for; its name may be a hole. */
export function tableRef(value: Value | undefined, place: Span): TableRef {
  if (value === undefined) return namedTable(Text.hole(place));
  if (value.type === 'host' && value.host instanceof StoredTable) return value.host.ref;
  if (value.type !== 'object') return namedTable(nameText(value));
  const name = entryOf(value, 'name');
  const schema = entryOf(value, 'schema');
  return namedTable(
    name === undefined ? Text.hole(value.span) : nameText(name),
    isNullish(schema) || schema === undefined ? undefined : valueText(schema),
  );
}

/** The table as operations name it. */
export function objectName({ schema, base }: TableRef): ObjectName {
  const span = base.spanOf({ start: 0, end: base.value.length });
  const known = (text: Text): string => (text.hasHoles ? UNKNOWN_NAME : text.value);
  return { schema: schema === undefined ? undefined : known(schema), name: known(base), span };
}

/** Whether the table is there; `span` is the call that asks. */
export function tableQuestion(ref: TableRef, span: Span): Question {
  return questionFor(objectName(ref), span);
}

/** Whether the table has a column, which a name or a `TableColumn` stands for. */
export function columnQuestion(ref: TableRef, column: Value | undefined, span: Span): Question | undefined {
  const name = stringOf(entryOf(column, 'name') ?? column);
  return name === undefined ? undefined : questionFor(objectName(ref), span, name);
}

/** A schema that is given apart from the name counts more than one that is written into it. */
export function namedTable(name: Text, schema?: Text): TableRef {
  const [first = name, second] = splitName(name);
  const base = second ?? first;
  const own = schema ?? (second === undefined ? undefined : first);
  const place = name.spanOf({ start: 0, end: name.value.length });
  const path = own === undefined ? quotedText(base) : sqlAt(place)`${quotedText(own)}.${quotedText(base)}`;
  return { name, schema: own, base, path: own === schema ? path : pathAt(path, place) };
}

/** One name in two parts, which stands at one place. */
function pathAt(path: Text, place: Span): Text {
  return path.hasHoles ? path : Text.of(path.value, place);
}

function nameText(value: Value): Text {
  if (value.type === 'string') return value.text;
  return (value.type === 'class' ? entityName(value) : undefined) ?? Text.hole(value.span);
}

/** The table that `@Entity('name')` of a class names; without a name, its naming strategy decides. */
function entityName({ node, span }: ClassValue): Text | undefined {
  for (const { expression } of node.decorators) {
    if (expression.type !== 'CallExpression' || expression.callee.type !== 'Identifier') continue;
    const [name] = expression.arguments;
    if (expression.callee.name === 'Entity' && name?.type === 'Literal' && typeof name.value === 'string')
      return Text.of(name.value, span);
  }
  return undefined;
}

/** What `queryRunner.getTable` reads from the database: a table of which only the name is known. */
export class StoredTable implements Host {
  readonly name = 'the table read from the database';
  readonly mayBeMissing = true;
  readonly asks: Question;
  readonly ref: TableRef;
  readonly #asked: Span;

  constructor(ref: TableRef, asked: Span) {
    this.ref = ref;
    this.#asked = asked;
    this.asks = tableQuestion(ref, asked);
  }

  get(property: string, call: CallSite): Value {
    switch (property) {
      case 'name':
        return { type: 'string', text: this.ref.name, span: call.span };
      case 'columns': {
        const table = objectName(this.ref);
        return hostValue(
          listInDatabase((column) => questionFor(table, this.#asked, column), 'objects'),
          call.span,
        );
      }
      default:
        return unknown('what the table holds is only known in the database', call.span);
    }
  }

  method(name: string, call: CallSite): Value {
    const [column] = call.args;
    if (name === 'findColumnByName' && column !== undefined)
      return storedColumn(column, columnQuestion(this.ref, column, this.#asked));
    if (name === 'clone') return hostValue(this, call.span);
    return unknown('what the table holds is only known in the database', call.span);
  }
}

/** A column read from the database by its name: nothing else of it is known, nor whether it is there. */
function storedColumn(name: Value, asks: Question | undefined): ObjectValue {
  const column = withClone(objectValue(new Map([['name', name]]), name.span, false));
  return asks === undefined ? column : { ...column, asks };
}
