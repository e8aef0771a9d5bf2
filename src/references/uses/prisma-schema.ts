import { parsePrismaSchema } from '../models/prisma-schema.ts';
import type { Question } from '../source.ts';
import type { ModelAt } from './keys.ts';
import { CERTAIN, Targets, type TargetModel } from './targets.ts';

const known = new WeakMap<Question, PrismaModels | undefined>();

/** The models of the Prisma schemas that have a subject among them, with their relations. */
export class PrismaModels {
  /** The types of fields, by model and field. */
  readonly #fields = new Map<string, ReadonlyMap<string, string>>();
  readonly #targets: readonly TargetModel[];

  /** Undefined where no subject is of a Prisma model. */
  static of(question: Question): PrismaModels | undefined {
    if (known.has(question)) return known.get(question);
    const targets = Targets.of(question).models.filter(({ model }) => model.orm === 'prisma');
    const models = targets.length === 0 ? undefined : new PrismaModels(question, targets);
    known.set(question, models);
    return models;
  }

  private constructor({ tree }: Question, targets: readonly TargetModel[]) {
    this.#targets = targets;
    // Every model has one or the other.
    for (const name of tree.filesWith(['@id', '@unique'])) {
      if (!name.endsWith('.prisma')) continue;
      for (const { keyword, name: model, fields } of parsePrismaSchema(tree.read(name)?.text ?? '')) {
        if (keyword !== 'model' && keyword !== 'view') continue;
        this.#fields.set(
          model.text,
          new Map(
            fields.flatMap(({ name: field, type }) => (type === undefined ? [] : [[field.text, type]])),
          ),
        );
      }
    }
  }

  /** `user` of `client.user`. */
  ofClient(property: string | undefined): ModelAt | undefined {
    for (const name of property === undefined ? [] : this.#fields.keys()) {
      if (name.charAt(0).toLowerCase() + name.slice(1) === property) return this.of(name);
    }
    return undefined;
  }

  /** `UserWhereInput` and the other types of the client that are named after a model. */
  ofType(type: string): ModelAt | undefined {
    const names = [...this.#fields.keys()].filter(
      (name) => type.startsWith(name) && SUFFIX.test(type.slice(name.length)),
    );
    const longest = names.toSorted((left, right) => right.length - left.length)[0];
    return longest === undefined ? undefined : this.of(longest);
  }

  of(name: string): ModelAt | undefined {
    const fields = this.#fields.get(name);
    if (fields === undefined) return undefined;
    return {
      target: this.#targets.find(({ model }) => model.name === name),
      doubt: CERTAIN,
      relation: (property) => {
        const type = fields.get(property);
        return type === undefined ? undefined : this.of(type);
      },
    };
  }
}

const SUFFIX =
  /^(?:Unchecked)?(?:Where|OrderBy|Create|Update|Select|Include|Omit|FindMany|FindFirst|FindUnique|Upsert|Delete|Count|Aggregate|GroupBy|Scalar|Default|Sum|Avg|Min|Max)[A-Za-z]*$/;
