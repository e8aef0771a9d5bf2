import type { Expression, Node } from '@oxc-project/types';

import type { Code } from '../definitions.ts';
import type { CodeTree } from '../source.ts';
import { argumentAt, keyName, walk } from '../syntax.ts';
import type { ClassModels } from './class-models.ts';
import type { ModelAt } from './keys.ts';

/** What `relations(users, ({ one }) => ({ team: one(teams) }))` says, by the names of the table objects. */
export class DrizzleRelations {
  readonly #tables = new Map<string, { readonly expression: Expression; readonly code: Code }>();
  readonly #byTable = new Map<string, ReadonlyMap<string, string>>();

  constructor(tree: CodeTree) {
    for (const name of tree.filesWith(['relations('])) {
      const file = tree.read(name);
      if (file?.script !== undefined) this.#read(file.script.program, { file, tree });
    }
  }

  at(name: string, models: ClassModels): ModelAt | undefined {
    const known = this.#tables.get(name);
    const model = known === undefined ? models.called(name) : models.at(known.expression, known.code);
    const fields = this.#byTable.get(name);
    if (model === undefined && fields === undefined) return undefined;
    return {
      target: model?.target,
      doubt: model?.doubt ?? { confidence: 'certain' },
      relation: (property) => {
        const table = fields?.get(property);
        return table === undefined ? undefined : this.at(table, models);
      },
    };
  }

  #read(program: Node, code: Code): void {
    walk(program, (node) => {
      if (
        node.type !== 'CallExpression' ||
        node.callee.type !== 'Identifier' ||
        node.callee.name !== 'relations'
      )
        return;
      const [table, build] = [argumentAt(node.arguments, 0), argumentAt(node.arguments, 1)];
      if (table?.type !== 'Identifier' || build === undefined) return;
      const fields = new Map<string, string>();
      walk(build, (inner) => {
        if (inner.type !== 'Property' || inner.value.type !== 'CallExpression') return;
        const of = argumentAt(inner.value.arguments, 0);
        const key = keyName(inner.key, inner.computed);
        if (of?.type !== 'Identifier' || key === undefined) return;
        fields.set(key, of.name);
        this.#tables.set(of.name, { expression: of, code });
      });
      this.#tables.set(table.name, { expression: table, code });
      this.#byTable.set(table.name, fields);
    });
  }
}

const known = new WeakMap<CodeTree, DrizzleRelations>();

/** The relations of a tree, read once. */
export function relationsOf(tree: CodeTree): DrizzleRelations {
  const found = known.get(tree) ?? new DrizzleRelations(tree);
  known.set(tree, found);
  return found;
}
