import type { Class, Expression, Node, TSType } from '@oxc-project/types';

import { definitionAt, definitionOf, type Code, type Definition } from '../definitions.ts';
import type { Model, Question, SourceFile } from '../source.ts';
import { classChain } from '../static.ts';
import { keyName, walk } from '../syntax.ts';
import { lastName } from './chain.ts';
import type { ModelAt } from './keys.ts';
import { CERTAIN, Targets, type Doubt, type TargetModel } from './targets.ts';

/** The models that code names by a class or a constant, of one or several ORMs. */
export class ClassModels {
  readonly #targets: readonly TargetModel[];

  /** Undefined where no subject is of such a model, or the file names none of what stands for one. */
  static of(
    question: Question,
    orms: readonly Model['orm'][],
    { text }: SourceFile,
  ): ClassModels | undefined {
    const all = Targets.of(question);
    const targets = all.models.filter(({ model }) => orms.includes(model.orm));
    const isNamed = targets.some(
      ({ model, columns }) =>
        columns.some(({ property }) => text.includes(property)) ||
        (all.concernsRows(model.table) && text.includes(model.name)),
    );
    return isNamed ? new ClassModels(targets) : undefined;
  }

  private constructor(targets: readonly TargetModel[]) {
    this.#targets = targets;
  }

  /** The model that `User` or `schema.User` is, or a string with its name. */
  at(expression: Expression | undefined, code: Code): ModelAt | undefined {
    if (expression === undefined) return undefined;
    const name =
      expression.type === 'Literal' && typeof expression.value === 'string'
        ? expression.value
        : lastName(expression);
    return name === undefined ? undefined : this.#find(name, definitionAt(expression, code));
  }

  /** The model of a name in a type. */
  named(name: string, code: Code): ModelAt | undefined {
    return this.#find(name, definitionOf(name, code));
  }

  /** The model that is called by this name, wherever it is declared. */
  called(name: string): ModelAt | undefined {
    return this.#where((model) => model.name === name);
  }

  /** The model of Prisma behind `client.user`. */
  client(property: string | undefined): ModelAt | undefined {
    return this.#where(({ orm, name }) => orm === 'prisma' && uncapitalised(name) === property);
  }

  /** The model that a row is called after: `user`, for `User` and `UserModel`. */
  row(name: string): ModelAt | undefined {
    return this.#where((model) => uncapitalised(model.name.replace(/(?:Model|Entity)$/, '')) === name);
  }

  #where(is: (model: Model) => boolean): ModelAt | undefined {
    const target = this.#targets.find(({ model }) => is(model));
    return target === undefined ? undefined : { target, doubt: CERTAIN, relation: nothing };
  }

  /** A name that may be an alias of an import is the model of its definition; without one it is that of its own. */
  #find(name: string, definition: Definition | undefined): ModelAt | undefined {
    const isHere = definition !== undefined && 'file' in definition && definition.kind !== 'module';
    if (!isHere) {
      const target = this.#targets.find(({ model }) => model.name === name);
      return target === undefined ? undefined : { target, doubt: UNFOLLOWED, relation: nothing };
    }
    const { file, node } = definition;
    const own = 'id' in node && node.id?.type === 'Identifier' ? node.id.name : name;
    const target = this.#targets.find(
      ({ model }) => model.file === file.file && (model.name === own || declares(definition, model)),
    );
    if (definition.kind === 'class') return this.#ofClass(definition, target);
    return target === undefined ? undefined : { target, doubt: CERTAIN, relation: nothing };
  }

  #ofClass(definition: Extract<Definition, { kind: 'class' }>, target: TargetModel | undefined): ModelAt {
    return {
      target,
      doubt: CERTAIN,
      relation: (property) => {
        for (const { node, ...code } of classChain(definition).classes) {
          for (const name of typesOf(node, property)) {
            const found = definitionOf(name, code);
            if (found?.kind === 'class' && found.node.decorators.length > 0) return this.#find(name, found);
          }
        }
        return undefined;
      },
    };
  }
}

/** The model's name stands in the definition, or directly before it: `export const users = pgTable(…)`. */
function declares(
  { node, file }: Exclude<Definition, { kind: 'package' | 'module' }>,
  { span }: Model,
): boolean {
  if (span.start >= node.start) return span.end <= node.end;
  return /^(?:\s*:[^=;]*)?\s*=\s*$/.test(file.text.slice(span.end, node.start));
}

const UNFOLLOWED: Doubt = {
  confidence: 'likely',
  because: 'the name of the model is the same, and its import could not be followed',
};

function uncapitalised(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

function nothing(): undefined {
  return undefined;
}

/** The names in the type of a property and in its decorators: `Team` of `team: Promise<Team>`. */
function typesOf({ body }: Class, property: string): readonly string[] {
  const member = body.body.find((candidate) => 'key' in candidate && keyName(candidate.key) === property);
  if (member?.type !== 'PropertyDefinition') return [];
  const type = member.typeAnnotation?.typeAnnotation;
  return [type, ...member.decorators].flatMap((node) => (node === undefined ? [] : namesIn(node)));
}

function namesIn(root: Node): readonly string[] {
  const names: string[] = [];
  walk(root, (node) => {
    if (node.type === 'Identifier') names.push(node.name);
  });
  return names;
}

/** The first name in a type: `User` of `Repository<User>` is that of its first argument. */
export function nameOfType(type: TSType | undefined): string | undefined {
  if (type?.type !== 'TSTypeReference') return undefined;
  const { typeName } = type;
  if (typeName.type === 'Identifier') return typeName.name;
  return typeName.type === 'TSQualifiedName' ? typeName.right.name : undefined;
}
