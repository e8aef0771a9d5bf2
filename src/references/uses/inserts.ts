import type { Expression } from '@oxc-project/types';

import type { Span } from '../../operation.ts';
import type { Code } from '../definitions.ts';
import { keyName, unwrap } from '../syntax.ts';
import { lower } from './collector.ts';
import { doubtOf, valueOf, type KeyReader, type ModelAt } from './keys.ts';
import type { Relation } from './relations.ts';
import { CERTAIN, type Doubt } from './targets.ts';

/** A call that inserts rows of a model: a place for each column that it leaves to the database. */
export function readInsert(
  values: Expression | undefined,
  model: ModelAt,
  span: Span,
  reader: Pick<KeyReader, 'code' | 'collector'>,
): void {
  const { collector, code } = reader;
  if (model.target === undefined) return;
  const { columns, table } = model.target.model;
  for (const subject of collector.targets.inserts(table)) {
    const column = columns.find((candidate) => candidate.column === subject.column);
    // The ORM gives a value of its own, or its types ask the code for one.
    if (column !== undefined && column.onInsert !== 'default of the database') continue;
    const isGiven = hasKey(values, column?.property ?? subject.column, code);
    if (isGiven === true) continue;
    const doubt = lower(
      model.doubt,
      lower(doubtOf(model.target.model), isGiven === false ? CERTAIN : UNKNOWN),
    );
    collector.add(subject, { span, kind: 'query', doubt });
  }
}

/** The same for rows that a query builder inserts into what may have no model. */
export function readRows(
  rows: Expression | undefined,
  { table, model, doubt }: Relation,
  span: Span,
  reader: Pick<KeyReader, 'code' | 'collector'>,
): void {
  const { code, collector } = reader;
  if (model?.target !== undefined)
    readInsert(rows, { ...model, doubt: lower(doubt, model.doubt) }, span, reader);
  else if (table !== undefined) {
    for (const subject of collector.targets.inserts(table)) {
      const isGiven = hasKey(rows, subject.column, code);
      if (isGiven === true) continue;
      collector.add(subject, {
        span,
        kind: 'query',
        doubt: lower(doubt, isGiven === false ? CERTAIN : UNKNOWN),
      });
    }
  }
}

const UNKNOWN: Doubt = {
  confidence: 'possible',
  because: 'which columns it gives values for is decided when it runs',
};

/** Whether each of the rows has the key; undefined where that cannot be seen. */
export function hasKey(
  values: Expression | undefined,
  key: string,
  code: Code,
  steps = 0,
): boolean | undefined {
  if (values === undefined || steps > 8) return undefined;
  const node = unwrap(values);
  if (node.type === 'ArrayExpression') {
    const rows = node.elements.map((row) =>
      row === null || row.type === 'SpreadElement' ? undefined : hasKey(row, key, code, steps + 1),
    );
    return rows.includes(false) ? false : rows.includes(undefined) ? undefined : true;
  }
  if (node.type === 'ObjectExpression') {
    let isOpen = false;
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const spread = hasKey(property.argument, key, code, steps + 1);
        if (spread === true) return true;
        if (spread === undefined) isOpen = true;
      } else if (keyName(property.key, property.computed) === key) return true;
      else if (property.computed) isOpen = true;
    }
    return isOpen ? undefined : false;
  }
  const found = valueOf(node, code);
  return found === undefined ? undefined : hasKey(found.node, key, found.code, steps + 1);
}
