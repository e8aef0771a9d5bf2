import { beforeAll, describe, expect, it } from 'vitest';

import { loadScriptParser, parseScript } from '../../src/parse/script.ts';

beforeAll(loadScriptParser);

const FLOW = `// @flow
type Props = { name: ?string };
export const first = (names: string[], by: ?string): string => names[0];
`;

describe('a file in JavaScript', () => {
  it('may have the types of Flow', () => {
    const { error, program } = parseScript('models/user.js', FLOW);
    expect(error).toBeUndefined();
    expect(program.body.map(({ type }) => type)).toEqual([
      'TSTypeAliasDeclaration',
      'ExportNamedDeclaration',
    ]);
  });

  it('is told with its own error where it is neither', () => {
    const { error } = parseScript('models/user.js', 'const user = {;\n');
    expect(error?.message).toBeDefined();
    expect(error?.message).toBe(parseScript('models/user.jsx', 'const user = {;\n').error?.message);
  });
});
