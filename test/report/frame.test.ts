import { describe, expect, it } from 'vitest';

import type { Finding } from '../../src/finding.ts';
import { indexLines, locateSpan } from '../../src/lines.ts';
import { frameLines } from '../../src/report/frame.ts';
import { displayWidth } from '../../src/report/text.ts';

/** The frame of the part of a text between « and », each line above its marks. */
function frameOf(source: string, width = 40): readonly string[] {
  const start = source.indexOf('«');
  const end = source.indexOf('»') - 1;
  const index = indexLines(source.replace(/[«»]/g, ''));
  const finding = { span: { start, end }, ...locateSpan(index, { start, end }) } as Finding;
  return frameLines(finding, index, width).flatMap(({ line, text, marks }) => [
    `${line?.toString() ?? ' '}|${text}`,
    ...(marks === '' ? [] : [` |${marks}`]),
  ]);
}

describe('what a frame marks', () => {
  it.each([
    ['a clause', 'ALTER TABLE x «ADD y int»;', ['1|ALTER TABLE x ADD y int;', ' |              ~~~~~~~~~']],
    ['one character', 'SELECT «1»;', ['1|SELECT 1;', ' |       ^']],
    ['nothing, where the place is empty', '«»SELECT 1;', ['1|SELECT 1;', ' |^']],
    ['the end of a file', 'SELECT 1«»', ['1|SELECT 1', ' |        ^']],
    ['what stands behind a tab', '\tDROP «x»', ['1|    DROP x', ' |         ^']],
    ['wide characters', "SELECT '日本' «, 🚀»", ["1|SELECT '日本' , 🚀", ' |              ~~~~']],
    ['what a terminal must not get', '\u001B[1m«x»', ['1|␛[1mx', ' |    ^']],
    [
      'several lines, without their indent',
      'a;\n  «SELECT\n    1»;\n',
      ['2|  SELECT', ' |  ~~~~~~', '3|    1;', ' |    ^'],
    ],
    ['lines of Windows', '«SELECT\r\n1»;\r\n', ['1|SELECT', ' |~~~~~~', '2|1;', ' |^']],
    ['no line of which only the break is meant', '«SELECT\n»1', ['1|SELECT', ' |~~~~~~']],
  ])('%s', (_name, source, frame) => {
    expect(frameOf(source)).toEqual(frame);
  });

  it('leaves out the middle of a long span', () => {
    expect(frameOf('«a\nb\nc\nd\ne\nf»').filter((line) => !line.startsWith(' |^'))).toEqual([
      '1|a',
      '2|b',
      '3|c',
      ' |…',
      '6|f',
    ]);
  });
});

describe('a line that is too long', () => {
  const line = `${'a'.repeat(30)} «bbbb» ${'c'.repeat(30)}`;

  it('is clipped around what is marked', () => {
    const [text = '', marks = ''] = frameOf(line, 20);
    expect(text).toBe('1|…aaaaaaa bbbb ccccc…');
    expect(marks).toBe(' |         ~~~~');
    expect(text.slice(marks.indexOf('~'), marks.lastIndexOf('~') + 1)).toBe('bbbb');
  });

  it('is clipped at its end where what is marked stands in front', () => {
    expect(frameOf(`«bbbb» ${'c'.repeat(30)}`, 20)).toEqual(['1|bbbb cccccccccccccc…', ' |~~~~']);
  });

  it('is clipped at its start where what is marked stands at the end', () => {
    const [text = '', marks = ''] = frameOf(`${'a'.repeat(40)} «bbbb»`, 20);
    expect(text.startsWith('1|…a')).toBe(true);
    expect(text.slice(marks.indexOf('~'))).toBe('bbbb');
  });

  it('never is wider than it may be, and never marks more than it shows', () => {
    const texts = ['日'.repeat(60), 'x'.repeat(100), '\t'.repeat(30), '🚀 '.repeat(30)];
    for (const text of texts) {
      for (let start = 0; start <= text.length; start += 7) {
        const [shown = '', marks = ''] = frameOf(`${text.slice(0, start)}«${text.slice(start)}»`, 24);
        expect(displayWidth(shown.slice(2))).toBeLessThanOrEqual(24);
        expect(marks.slice(2).length).toBeLessThanOrEqual(24);
      }
    }
  });
});
