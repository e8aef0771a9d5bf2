import { describe, expect, it } from 'vitest';

import { ModuleResolver } from '../../src/references/resolve.ts';

function resolver(files: Readonly<Record<string, string>>): ModuleResolver {
  return new ModuleResolver({ read: (file) => files[file], names: () => Object.keys(files) });
}

describe('a relative import', () => {
  const modules = resolver({ 'src/user.ts': '', 'src/db/index.ts': '', 'src/view.tsx': '', 'index.js': '' });

  it.each([
    ['./user', 'src/user.ts'],
    ['./user.js', 'src/user.ts'],
    ['./user.ts', 'src/user.ts'],
    ['./view.js', 'src/view.tsx'],
    ['./db', 'src/db/index.ts'],
    ['..', 'index.js'],
    ['./gone', undefined],
    ['../../outside', undefined],
  ])('of %s', (specifier, file) => {
    expect(modules.resolve('src/main.ts', specifier)).toBe(file);
  });
});

describe('an import by tsconfig.json', () => {
  it('follows paths, comments and trailing commas included', () => {
    const modules = resolver({
      'tsconfig.json':
        '{ "compilerOptions": { /* aliases */ "paths": { "@/*": ["./src/*"], "~db": ["./src/db.ts"], }, } }',
      'src/db.ts': '',
      'src/models/user.ts': '',
      'src/main.ts': '',
    });
    expect(modules.resolve('src/main.ts', '@/models/user')).toBe('src/models/user.ts');
    expect(modules.resolve('src/main.ts', '~db')).toBe('src/db.ts');
    expect(modules.resolve('src/main.ts', '@/nothing')).toBeUndefined();
  });

  it('follows baseUrl and the configuration that it extends', () => {
    const modules = resolver({
      'tsconfig.base.json': '{ "compilerOptions": { "baseUrl": "./src" } }',
      'apps/api/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
      'src/models/user.ts': '',
    });
    expect(modules.resolve('apps/api/main.ts', 'models/user')).toBe('src/models/user.ts');
  });

  it('takes the nearest one', () => {
    const modules = resolver({
      'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'api/tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
      'src/user.ts': '',
      'api/src/user.ts': '',
    });
    expect(modules.resolve('api/src/main.ts', '@/user')).toBe('api/src/user.ts');
  });
});

describe('a package of the same repository', () => {
  it.each([
    ['{ "name": "@acme/db", "main": "dist/index.js" }', '@acme/db', 'packages/db/src/index.ts'],
    [
      '{ "name": "@acme/db", "exports": { ".": { "types": "./src/index.ts" } } }',
      '@acme/db',
      'packages/db/src/index.ts',
    ],
    [
      '{ "name": "@acme/db", "exports": { "./schema": "./src/schema.ts" } }',
      '@acme/db/schema',
      'packages/db/src/schema.ts',
    ],
    ['{ "name": "@acme/db" }', '@acme/db/schema', 'packages/db/src/schema.ts'],
    ['{ "name": "@acme/db" }', '@acme/dbx', undefined],
  ])('%s', (manifest, specifier, file) => {
    const modules = resolver({
      'packages/db/package.json': manifest,
      'packages/db/src/index.ts': '',
      'packages/db/src/schema.ts': '',
    });
    expect(modules.resolve('apps/api/main.ts', specifier)).toBe(file);
  });
});
