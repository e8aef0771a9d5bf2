import { describe, expect, it } from 'vitest';

import type { Search, Subject } from '../../src/reference.ts';
import { SearchedCode } from '../../src/references/find.ts';
import type { Readers } from '../../src/references/search-tree.ts';
import type { Model, ModelReader, SourceFile, UseFinder } from '../../src/references/source.ts';
import { codeTree } from '../support/code-tree.ts';

const NAME: Subject = { kind: 'column', table: { schema: 'public', name: 'users' }, column: 'name' };
const MAIL: Subject = { kind: 'column', table: { schema: 'public', name: 'users' }, column: 'mail' };

interface Code {
  readonly head: Readonly<Record<string, string>>;
  readonly deployed?: Readonly<Record<string, string>>;
  readonly isSame?: (file: SourceFile) => boolean;
}

function search({ head, deployed, isSame }: Code, readers: Partial<Readers>, subject = NAME): Search {
  const places = {
    head: codeTree(head),
    deployed: deployed && codeTree(deployed, { moment: 'deployed', revision: 'abc' }),
    isStopped: false,
    isApplication: () => true,
    ...(isSame === undefined ? {} : { isSame }),
    root: '/repository',
    cwd: '/repository/packages/api',
  };
  const code = new SearchedCode(places, { models: [], uses: [], ...readers });
  code.expect([NAME, MAIL]);
  return code.search(subject);
}

/** Reports each place of a word as a use of the column. */
const finder = (word: string, confidence: 'certain' | 'likely' | 'possible' = 'certain'): UseFinder => ({
  mayUse: ({ text }) => text.includes(word),
  *uses({ file, text }) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
      yield { subject: NAME, file, span: { start: at, end: at + word.length }, kind: 'sql', confidence };
  },
});

/** A model of `users` with a property `fullName` that is stored in `name`. */
const MODEL: ModelReader = {
  orm: 'typeorm',
  mayDeclare: ({ text }) => text.includes('@Entity'),
  models: ({ file, text }): readonly Model[] => [
    {
      orm: 'typeorm',
      name: 'User',
      table: { schema: undefined, name: 'users' },
      file,
      span: { start: 0, end: 1 },
      columns: [
        {
          property: 'fullName',
          column: 'name',
          file,
          span: { start: text.indexOf('fullName'), end: text.indexOf('fullName') + 8 },
          confidence: 'certain',
          onInsert: 'required',
        },
      ],
      isComplete: true,
      confidence: 'likely',
      because: 'its table is named after the class',
    },
  ],
};

const places = ({ references }: Search): readonly string[] =>
  references.map(
    ({ in: moment, file, line, column }) => `${moment} ${file}:${line.toString()}:${column.toString()}`,
  );

describe('references', () => {
  it('are named as the working directory sees them, with their line', () => {
    const { references } = search(
      { head: { 'packages/api/a.ts': '\n  query(`name`);\n' } },
      { uses: [finder('name')] },
    );
    expect(references).toEqual([
      {
        file: 'a.ts',
        line: 2,
        column: 10,
        text: 'query(`name`);',
        kind: 'sql',
        confidence: 'certain',
        in: 'head',
      },
    ]);
  });

  it('are sorted: head first, then what is only possible last, then by their place', () => {
    const found = search(
      {
        head: { 'b.ts': 'sure name', 'a.ts': 'perhaps name', 'c.ts': 'name sure\nsure name' },
        deployed: { 'a.ts': 'sure name' },
      },
      { uses: [finder('sure'), finder('perhaps', 'possible')] },
    );
    expect(places(found)).toEqual([
      'head ../../b.ts:1:1',
      'head ../../c.ts:1:6',
      'head ../../c.ts:2:1',
      'head ../../a.ts:1:1',
      'deployed ../../a.ts:1:1',
    ]);
  });

  it('are one where two finders see the same place, the surer one', () => {
    const found = search(
      { head: { 'a.ts': 'name' } },
      { uses: [finder('name', 'possible'), finder('name', 'likely')] },
    );
    expect(found.references.map(({ confidence }) => confidence)).toEqual(['likely']);
  });

  it('are those of the subject that was asked for', () => {
    expect(places(search({ head: { 'a.ts': 'name mail' } }, { uses: [finder('name')] }, MAIL))).toEqual([]);
  });
});

describe('a model', () => {
  const entity = '@Entity() class User { @Column({ name: "name" }) fullName }';

  it('is a reference by itself, no surer than the name of its table', () => {
    const { references } = search({ head: { 'user.ts': entity } }, { models: [MODEL] });
    expect(references).toMatchObject([
      { kind: 'model', column: 50, confidence: 'likely', because: 'its table is named after the class' },
    ]);
  });

  it('tells what else to look for', () => {
    const found = search(
      { head: { 'user.ts': entity, 'service.ts': 'user.fullName' } },
      { models: [MODEL], uses: [finder('user.fullName')] },
    );
    expect(places(found)).toEqual(['head ../../user.ts:1:50', 'head ../../service.ts:1:1']);
  });

  it('of another table is none', () => {
    const other: ModelReader = {
      ...MODEL,
      models: (file, tree) =>
        MODEL.models(file, tree).map((model) => ({ ...model, table: { schema: undefined, name: 'teams' } })),
    };
    expect(places(search({ head: { 'user.ts': entity } }, { models: [other] }))).toEqual([]);
  });

  it('of another schema is none', () => {
    const other: ModelReader = {
      ...MODEL,
      models: (file, tree) =>
        MODEL.models(file, tree).map((model) => ({ ...model, table: { schema: 'crm', name: 'users' } })),
    };
    expect(places(search({ head: { 'user.ts': entity } }, { models: [other] }))).toEqual([]);
  });
});

describe('a reader that fails', () => {
  const failing: UseFinder = {
    mayUse: () => true,
    uses() {
      throw new Error('it has a bug');
    },
  };

  it('leaves the file unread and costs nothing else', () => {
    const found = search({ head: { 'a.ts': 'name' }, deployed: {} }, { uses: [failing, finder('name')] });
    expect(places(found)).toEqual(['head ../../a.ts:1:1']);
    expect(found.unread).toEqual([{ file: '../../a.ts', reason: 'it has a bug' }]);
  });

  it('keeps "nothing uses it" from being said of what the file names, and of nothing else', () => {
    const code = { head: { 'a.ts': 'name', 'b.ts': 'users' }, deployed: {} };
    expect(search(code, { uses: [failing] }).isConclusive).toBe(false);
    expect(search(code, { uses: [failing] }, MAIL).isConclusive).toBe(true);
  });
});

describe('a file that both moments share', () => {
  it('is searched once', () => {
    const searched: string[] = [];
    const counting: UseFinder = {
      mayUse: () => true,
      *uses({ file }) {
        searched.push(file);
        yield* [];
      },
    };
    search(
      {
        head: { 'same.ts': 'name', 'other.ts': 'name 1' },
        deployed: { 'same.ts': 'name', 'other.ts': 'name 2' },
        isSame: ({ file }) => file === 'same.ts',
      },
      { uses: [counting] },
    );
    expect(searched).toEqual(['other.ts', 'same.ts', 'other.ts']);
  });

  it('is searched again where the models are others', () => {
    const ofModels: UseFinder = {
      mayUse: () => true,
      *uses(file, question) {
        if (question.models.length > 0) yield* finder('user.fullName').uses(file, question);
      },
    };
    const code = { 'service.ts': 'user.fullName' };
    const found = search(
      {
        head: code,
        deployed: { ...code, 'user.ts': '@Entity() class User { @Column({ name: "name" }) fullName }' },
        isSame: ({ file }) => file === 'service.ts',
      },
      { models: [MODEL], uses: [ofModels] },
    );
    expect(places(found)).toEqual(['deployed ../../user.ts:1:50', 'deployed ../../service.ts:1:1']);
  });
});
