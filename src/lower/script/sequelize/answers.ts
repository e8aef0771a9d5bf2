import type { ObjectName, Span } from '../../../operation.ts';
import { answerTo, listInDatabase, questionFor } from '../asked.ts';
import { hostValue, type CallSite, type Host, type Question, type Value } from '../value.ts';
import { tableNameOf } from './names.ts';

/** What the query interface tells of the tables in the database; undefined for other methods. */
export function answerOf(name: string, call: CallSite): Value | undefined {
  const { span } = call;
  switch (name) {
    case 'tableExists': {
      const table = tableIn(call);
      return answerTo(table === undefined ? undefined : questionFor(table, span), span);
    }
    case 'describeTable': {
      const table = tableIn(call);
      return table === undefined ? undefined : hostValue(describedTable(table, span), span);
    }
    case 'showAllTables': {
      const questionOn = (table: string): Question => questionFor({ schema: undefined, name: table }, span);
      return hostValue(listInDatabase(questionOn, 'names'), span);
    }
    default:
      return undefined;
  }
}

/** The columns of a table by their names. */
function describedTable(table: TableInDatabase, asked: Span): Host {
  const names = listInDatabase((column) => questionFor(table, asked, column), 'names');
  return {
    name: 'the description of a table',
    get: (column, { span }) => answerTo(questionFor(table, asked, column), span),
    method: (name, call) => (name === 'hasOwnProperty' ? names.method?.(name, call) : undefined),
    keys: (span) => hostValue(names, span),
  };
}

type TableInDatabase = Pick<ObjectName, 'schema' | 'name'>;

function tableIn(call: CallSite): TableInDatabase | undefined {
  const { schema, name } = tableNameOf(call.args[0], call);
  if (name.hasHoles || schema?.hasHoles === true) return undefined;
  return { schema: schema?.value, name: name.value };
}
