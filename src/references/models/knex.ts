import type { Model, ModelReader } from '../source.ts';
import { walk } from '../syntax.ts';
import { membersOfDefinition } from '../types.ts';
import { typedTable } from './typed-table.ts';

/** The tables of `declare module 'knex/types/tables' { interface Tables { … } }`. */
export const knex: ModelReader = {
  orm: 'knex',

  mayDeclare({ text }) {
    return text.includes('knex/types/tables');
  },

  models(file, tree) {
    const models: (Model | undefined)[] = [];
    const naming = { nameOf: (name: string) => name, because: undefined };
    if (file.script !== undefined)
      walk(file.script.program, (node) => {
        if (node.type !== 'TSModuleDeclaration') return true;
        if (node.id.type !== 'Literal' || node.id.value !== 'knex/types/tables') return false;
        for (const statement of node.body?.body ?? []) {
          const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
          if (declared?.type !== 'TSInterfaceDeclaration' || declared.id.name !== 'Tables') continue;
          const { properties } = membersOfDefinition({ kind: 'interface', node: declared, file, tree });
          models.push(...properties.map((property) => typedTable(property, { orm: 'knex', naming })));
        }
        return false;
      });
    return models.filter((model) => model !== undefined);
  },
};
