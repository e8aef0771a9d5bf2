import { Text } from '../text.ts';
import { hostValue, unknown, type CallSite, type Host, type Value } from '../value.ts';
import { DATA_TYPES, dataTypeNamed } from './data-types.ts';
import { expressionCall, OP, SqlExpression } from './expression.ts';

/** The class `Sequelize`, which is also what the package exports: types, operators and SQL expressions. */
export const SEQUELIZE_CLASS: Host = {
  name: 'Sequelize',

  get(property, call) {
    const { span } = call;
    switch (property) {
      case 'Sequelize':
      case 'default':
        return hostValue(SEQUELIZE_CLASS, span);
      case 'DataTypes':
      case 'DataType':
        return hostValue(DATA_TYPES, span);
      case 'Op':
        return hostValue(OP, span);
      case 'Deferrable':
        return hostValue(DEFERRABLE, span);
      case 'literal':
      case 'fn':
      case 'col':
      case 'cast':
      case 'where':
        return hostValue(expressionFunction(property), span);
      case 'sql':
        return hostValue(SQL_TAG, span);
      default:
        return dataTypeNamed(property, span);
    }
  },

  method(name, call) {
    return expressionCall(name, call) ?? DATA_TYPES.method?.(name, call);
  },
};

/** `const { literal } = Sequelize` */
function expressionFunction(name: string): Host {
  return { name, call: (call: CallSite) => expressionCall(name, call) ?? unknown(`${name}()`, call.span) };
}

/** `Deferrable.INITIALLY_DEFERRED`; stands as its name. */
const DEFERRABLE: Host = {
  name: 'Deferrable',
  get: (property, { span }): Value => ({ type: 'string', text: Text.of(property, span), span }),
  method: (name, { span }): Value => ({ type: 'string', text: Text.of(name, span), span }),
};

/** The tag of version 7. */
const SQL_TAG: Host = {
  name: 'sql',
  template: (text, { span }) => hostValue(new SqlExpression(text), span),
  method: (name, call) => expressionCall(name, call),
};
