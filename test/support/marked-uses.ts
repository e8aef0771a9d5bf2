import type { Model, Question, Use, UseFinder } from '../../src/references/source.ts';
import type { Moment, Subject } from '../../src/reference.ts';
import { codeTree } from './code-tree.ts';

const MARK = /«(?:(likely|possible) )?([^»]*)»/gu;

interface Marked {
  readonly subjects: readonly Subject[];
  readonly models?: readonly Model[];
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
  const { subjects, models = [], moment = 'head', files = {}, file = 'src/app.ts' } = settings;
  const text = unmarked(code);
  const tree = codeTree({ ...files, [file]: text }, { moment });
  const source = tree.read(file);
  if (source === undefined) throw new Error(`${file} is not in the tree`);
  const question: Question = { subjects, models, tree };
  const uses = finder.mayUse(source) ? [...finder.uses(source, question)] : [];
  return mark(text, uses);
}

function mark(text: string, uses: readonly Use[]): string {
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
