import { sqlAt } from '../sql-text.ts';
import type { Text } from '../text.ts';
import { isNullish, truthOf, type ObjectValue, type Value } from '../value.ts';
import { typeText } from './type.ts';
import { placeOf } from './step.ts';
import { raw } from './value.ts';

/** The clauses of a sequence. `null` and `false` take back what has an opposite. */
export function sequenceClauses(options: ObjectValue): readonly Text[] {
  const clauses: Text[] = [];
  const add = (name: string, words: string, opposite?: string): void => {
    const value = options.entries.get(name);
    if (value === undefined || (value.type === 'constant' && value.value === undefined)) return;
    const sql = sqlAt(placeOf(options, name));
    if (truthOf(value) !== false)
      clauses.push(name === 'cycle' ? sql`CYCLE` : sql`${words} ${operand(name, value)}`);
    else if (
      opposite !== undefined &&
      (isNullish(value) || (value.type === 'constant' && value.value === false))
    )
      clauses.push(sql`${opposite}`);
  };
  add('type', 'AS');
  add('increment', 'INCREMENT BY');
  add('minvalue', 'MINVALUE', 'NO MINVALUE');
  add('maxvalue', 'MAXVALUE', 'NO MAXVALUE');
  add('start', 'START WITH');
  add('cache', 'CACHE');
  add('cycle', 'CYCLE', 'NO CYCLE');
  add('owner', 'OWNED BY', 'OWNED BY NONE');
  return clauses;
}

function operand(name: string, value: Value): Text {
  return name === 'type' ? typeText(value, value.span) : raw(value);
}
