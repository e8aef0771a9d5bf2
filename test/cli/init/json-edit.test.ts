import { describe, expect, it } from 'vitest';

import { addToJson } from '../../../src/cli/init/json-edit.ts';

describe('an entry that is added to JSON', () => {
  it.each([
    ['two spaces', '{\n  "a": {\n    "b": 1\n  }\n}\n', '{\n  "a": {\n    "b": 1,\n    "k": "v"\n  }\n}\n'],
    [
      'tabs and no final newline',
      '{\n\t"a": {\n\t\t"b": 1\n\t}\n}',
      '{\n\t"a": {\n\t\t"b": 1,\n\t\t"k": "v"\n\t}\n}',
    ],
    [
      'line ends of Windows',
      '{\r\n  "a": {\r\n    "b": 1\r\n  }\r\n}\r\n',
      '{\r\n  "a": {\r\n    "b": 1,\r\n    "k": "v"\r\n  }\r\n}\r\n',
    ],
    ['an object on one line', '{\n  "a": { "b": 1 }\n}\n', '{\n  "a": { "b": 1, "k": "v" }\n}\n'],
    ['an empty object', '{\n  "a": {}\n}\n', '{\n  "a": {\n    "k": "v"\n  }\n}\n'],
    ['no such object', '{\n  "x": [1, 2]\n}\n', '{\n  "x": [1, 2],\n  "a": {\n    "k": "v"\n  }\n}\n'],
    ['nothing at all', '{}', '{\n  "a": {\n    "k": "v"\n  }\n}'],
    ['a byte order mark', '\uFEFF{ "a": {"b":2} }\n', '\uFEFF{ "a": {"b":2, "k": "v"} }\n'],
    [
      'values that look like structure',
      '{\n  "s": "}, \\"a\\": {",\n  "n": [-1.5e+3, true, null, {"}": "]"}],\n  "a": {\n    "b": "}"\n  },\n  "z": false\n}\n',
      '{\n  "s": "}, \\"a\\": {",\n  "n": [-1.5e+3, true, null, {"}": "]"}],\n  "a": {\n    "b": "}",\n    "k": "v"\n  },\n  "z": false\n}\n',
    ],
  ])('keeps the rest of a file with %s', (_name, before, after) => {
    expect(addToJson(before, ['a'], 'k', 'v')).toBe(after);
    const parse = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''));
    expect(parse(after)).toMatchObject(parse(before) as object);
  });

  it('is made with all objects that it stands in', () => {
    expect(addToJson('{\n  "a": 1\n}\n', ['b', 'c'], 'k', ['v'])).toBe(
      '{\n  "a": 1,\n  "b": {\n    "c": {\n      "k": [\n        "v"\n      ]\n    }\n  }\n}\n',
    );
  });

  it('goes to the top level where no path is given', () => {
    expect(addToJson('{\n  "a": 1\n}\n', [], 'k', 'v')).toBe('{\n  "a": 1,\n  "k": "v"\n}\n');
  });

  it.each([
    ['it is there', '{ "a": { "k": 1 } }'],
    ['a list is in the way', '{ "a": [] }'],
    ['a text is in the way', '{ "a": "b" }'],
    ['the file holds no object', '[]'],
  ])('is not added where %s', (_name, text) => {
    expect(addToJson(text, ['a'], 'k', 'v')).toBeUndefined();
  });
});
