import { asOfNow, type Recorder } from '../recorder.ts';
import {
  hostValue,
  truthOf,
  undefinedAt,
  type Branch,
  type CallSite,
  type Host,
  type Value,
} from '../value.ts';
import { ColumnBuilder } from './column.ts';
import { COLUMN_METHODS } from './column-type.ts';
import { ForeignKey } from './foreign-key.ts';
import { adopt } from './node.ts';
import { Raw } from './raw.ts';
import { Text } from '../text.ts';

/** What a call of the table builder asks for besides columns. */
export interface Change {
  readonly method: string;
  readonly call: CallSite;
  readonly foreignKey?: ForeignKey;
}

export type TableKind = 'create' | 'createIfNot' | 'createLike' | 'alter';

const CHANGES: ReadonlySet<string> = new Set([
  'index',
  'primary',
  'unique',
  'dropPrimary',
  'dropPrimaryIfExists',
  'dropUnique',
  'dropUniqueIfExists',
  'dropIndex',
  'dropForeign',
  'dropForeignIfExists',
]);
/** Methods that the builder has for a table that exists. */
const ALTERATIONS: ReadonlySet<string> = new Set([
  'renameColumn',
  'setNullable',
  'dropNullable',
  'check',
  'dropChecks',
  'dropColumn',
  'dropColumns',
]);
/** For MySQL only, or for plug-ins. */
const IGNORED: ReadonlySet<string> = new Set(['engine', 'charset', 'collate', 'queryContext']);

/** The table of `createTable('…', (table) => {…})`. */
export class TableBuilder implements Host {
  readonly name = 'the table builder';
  readonly sends = true;
  readonly kind: TableKind;
  readonly columns: ColumnBuilder[] = [];
  readonly changes: Change[] = [];
  /** Of a new table. */
  readonly checks: CallSite[] = [];
  /** The branches that the call on the schema stands in; those of its callback come on top. */
  readonly branch: Branch;
  readonly #recorder: Recorder;
  #comment: CallSite | undefined;
  #inherits: CallSite | undefined;

  constructor(kind: TableKind, recorder: Recorder, branch: Branch) {
    this.kind = kind;
    this.branch = branch;
    this.#recorder = recorder;
  }

  get comment(): CallSite | undefined {
    return this.#comment;
  }

  get inherits(): CallSite | undefined {
    return this.#inherits;
  }

  method(name: string, call: CallSite): Value | undefined {
    const self = hostValue(this, call.span);
    if (IGNORED.has(name)) return self;
    adopt(call.args);
    if (COLUMN_METHODS.has(name.toLowerCase())) return this.#column(name, call);
    if (CHANGES.has(name) || (this.kind === 'alter' && ALTERATIONS.has(name))) this.add(name, call);
    else if (name === 'foreign') {
      return hostValue(this.addForeignKey(call.args[0], call.args[1], call), call.span);
    } else if (name === 'check') this.checks.push(asOfNow(call));
    else if (name === 'comment') this.#comment = asOfNow(call);
    else if (name === 'inherits') this.#inherits = call;
    else if (name === 'timestamps') this.#timestamps(call);
    else if (name === 'dropTimestamps' && this.kind === 'alter') this.#dropTimestamps(call);
    else return this.unknownMethod(name, call, self);
    return self;
  }

  /** A method that is not called at once: `const text = table.text.bind(table)`. */
  get(property: string, { span }: CallSite): Value | undefined {
    const isMethod = COLUMN_METHODS.has(property.toLowerCase()) || CHANGES.has(property);
    if (!isMethod) return undefined;
    const call = (site: CallSite): Value => this.method(property, site) ?? undefinedAt(site.span);
    return hostValue({ name: `table.${property}`, call }, span);
  }

  add(method: string, call: CallSite): void {
    this.changes.push({ method, call: asOfNow(call) });
  }

  addForeignKey(columns: Value | undefined, keyName: Value | undefined, call: CallSite): ForeignKey {
    const foreignKey = new ForeignKey(columns, keyName, call);
    this.changes.push({ method: 'foreign', call: asOfNow(call), foreignKey });
    return foreignKey;
  }

  /** A plug-in's method, or one that Knex does not have there. */
  unknownMethod(name: string, call: CallSite, self: Value): Value {
    this.#recorder.unreadable(`Knex has no method "${name}" for what it is called on`, call);
    return self;
  }

  #column(name: string, call: CallSite): Value {
    const column = new ColumnBuilder(this, name, call);
    this.columns.push(column);
    return hostValue(column, call.span);
  }

  #timestamps(call: CallSite): void {
    const [first, second, third] = call.args;
    const option = (name: string, positional: Value | undefined): boolean => {
      const value = first?.type === 'object' ? first.entries.get(name) : positional;
      return value !== undefined && truthOf(value) === true;
    };
    const isCamelCase = option('useCamelCase', third);
    const names = isCamelCase ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at'];
    for (const name of names) {
      const column = new ColumnBuilder(this, 'timestamp', { ...call, args: [textValue(name, call)] });
      this.columns.push(column);
      if (!option('defaultToNow', second)) continue;
      const now = hostValue(new Raw(Text.frame('CURRENT_TIMESTAMP', call.span)), call.span);
      column.method('notNullable', { ...call, args: [] });
      column.method('defaultTo', { ...call, args: [now] });
    }
  }

  #dropTimestamps(call: CallSite): void {
    const [useCamelCase] = call.args;
    const isCamelCase = useCamelCase !== undefined && truthOf(useCamelCase) === true;
    const names = isCamelCase ? ['createdAt', 'updatedAt'] : ['created_at', 'updated_at'];
    this.add('dropColumns', { ...call, args: names.map((name) => textValue(name, call)) });
  }
}

function textValue(text: string, { span }: CallSite): Value {
  return { type: 'string', text: Text.frame(text, span), span };
}
