import type { Model, ModelReader } from '../../src/references/source.ts';
import { codeTree } from './code-tree.ts';

type Texts = Readonly<Record<string, string>>;

/** The models of all files, in the order of the files' names. */
export function modelsOf(
  reader: ModelReader,
  texts: Texts,
  aliases: Readonly<Record<string, string>> = {},
): readonly Model[] {
  const tree = codeTree(texts, { aliases });
  return Object.keys(texts)
    .sort()
    .map((name) => tree.read(name))
    .filter((file) => file !== undefined)
    .filter((file) => reader.mayDeclare(file))
    .flatMap((file) => reader.models(file, tree));
}

/** `Model: schema.table(column, …)`, with `…` at the end where columns may be missing. */
export function outline({ name, table, columns, isComplete }: Model): string {
  const qualified = table.schema === undefined ? table.name : `${table.schema}.${table.name}`;
  const names = columns.map(({ column }) => column);
  return `${name}: ${qualified}(${[...names, ...(isComplete ? [] : ['…'])].join(', ')})`;
}

/** The text that each column of a model points at, by the model's name. */
export function pointed(reader: ModelReader, texts: Texts): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    modelsOf(reader, texts).map(({ name, columns }) => [
      name,
      columns.map(({ file, span }) => texts[file]?.slice(span.start, span.end) ?? ''),
    ]),
  );
}
