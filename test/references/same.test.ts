import { expect, it } from 'vitest';

import { sameFiles } from '../../src/references/same.ts';
import { sourceFile } from '../../src/references/tree.ts';

it.each([
  ['that differs', 'src/user.ts', '', false],
  ['that imports one that differs', 'src/service.ts', `import { User } from './user';`, false],
  [
    'that imports it by an alias and its ending',
    'src/service.ts',
    `import { User } from '@/user.js';`,
    false,
  ],
  ['that requires it', 'src/service.js', `const { User } = require('./user');`, false],
  ['that imports the index of a folder', 'src/service.ts', `import { db } from '@acme/database';`, false],
  ['that imports a folder without a name', 'src/service.ts', `import { all } from '..';`, false],
  ['that imports others', 'src/service.ts', `import { Team } from './team'; import fs from 'node:fs';`, true],
  ['that imports nothing', 'src/service.ts', 'const user = 1;', true],
])('tells a file %s', (_, file, text, isSame) => {
  expect(sameFiles(['src/user.ts', 'packages/database/index.ts'])(sourceFile(file, text))).toBe(isSame);
});
