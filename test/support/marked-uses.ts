import { MODEL_READERS } from '../../src/references/models.ts';
import type { CodeTree, Model, ModelReader, Question, Use, UseFinder } from '../../src/references/source.ts';
import type { Moment, Subject } from '../../src/reference.ts';
import { codeTree } from './code-tree.ts';

const MARK = /«(?:(likely|possible) )?([^»]*)»/gu;

interface Marked {
  readonly subjects: readonly Subject[];
  readonly moment?: Moment;
  /** Others of the tree, in which nothing is marked. */
  readonly files?: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** The code without its marks, each of which is `«name»` for what is certain, `«likely name»` or `«possible name»`. */
export function unmarked(code: string): string {
  return code.replaceAll(MARK, '$2');
}

/** The code with the places that a finder finds in it marked. */
export function withMarks(finder: UseFinder, code: string, settings: Marked): string {
  const { subjects, moment = 'head', files = {}, file = 'src/app.ts' } = settings;
  const text = unmarked(code);
  const tree = codeTree({ ...files, [file]: text }, { moment });
  const source = tree.read(file);
  if (source === undefined) throw new Error(`${file} is not in the tree`);
  const question: Question = { subjects, models: modelsOf(subjects, tree), tree };
  const uses = finder.mayUse(source) ? [...finder.uses(source, question)] : [];
  return marksOf(text, uses);
}

/** The models of the subjects' tables that the files of the tree declare. */
export function modelsOf(
  subjects: readonly Subject[],
  tree: CodeTree,
  readers: readonly ModelReader[] = MODEL_READERS,
): readonly Model[] {
  const tables = subjects.flatMap((subject) =>
    subject.kind === 'enumValue' ? subject.columns.map(({ table }) => table) : [subject.table],
  );
  return tree
    .filesWith([''])
    .map((file) => tree.read(file))
    .filter((file) => file !== undefined)
    .flatMap((file) =>
      readers.flatMap((reader) => (reader.mayDeclare(file) ? reader.models(file, tree) : [])),
    )
    .filter(({ table }) => tables.some(({ name }) => name === table.name));
}

/** The text with the places of uses marked. */
export function marksOf(text: string, uses: readonly Use[]): string {
  let at = 0;
  let marked = '';
  for (const { span, confidence } of uses.toSorted((left, right) => left.span.start - right.span.start)) {
    const doubt = confidence === 'certain' ? '' : `${confidence} `;
    marked += `${text.slice(at, span.start)}«${doubt}${text.slice(span.start, span.end)}»`;
    at = span.end;
  }
  return marked + text.slice(at);
}

/** A column of the schema `public`, written `users.email`. */
export function column(name: string): Subject {
  const [table = '', column = ''] = name.split('.');
  return { kind: 'column', table: { schema: 'public', name: table }, column };
}

export function table(name: string): Subject {
  return { kind: 'table', table: { schema: 'public', name } };
}

export function insert(name: string): Subject {
  const [table = '', column = ''] = name.split('.');
  return { kind: 'insert', table: { schema: 'public', name: table }, column };
}

/** A value of an enum that one column is of: `users.status`, of the type `status`, and the value. */
export function enumValue(name: string, type: string, value: string): Subject {
  const [table = '', column = ''] = name.split('.');
  const of = { schema: 'public', name: table };
  return {
    kind: 'enumValue',
    type: { schema: 'public', name: type },
    value,
    columns: [{ table: of, column }],
  };
}
