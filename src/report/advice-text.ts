/** One part of an advice: a sentence, with the number of its step, and the code below it. */
export interface AdvicePart {
  /** `1. ` where the advice has several steps; else empty. */
  readonly number: string;
  readonly text: string;
  readonly code: string;
}

/** How far the code of an advice is indented. */
const CODE_INDENT = '   ';

/** The advice of a finding as its parts, for reports that show prose and code apart. */
export function adviceParts(advice: string): readonly AdvicePart[] {
  const parts: { number: string; text: string; code: string[] }[] = [];
  for (const line of advice === '' ? [] : advice.split('\n')) {
    if (line.startsWith(CODE_INDENT)) {
      parts.at(-1)?.code.push(line.slice(CODE_INDENT.length));
      continue;
    }
    const [number = ''] = /^\d+\. /.exec(line) ?? [];
    parts.push({ number, text: line.slice(number.length), code: [] });
  }
  return parts.map((part) => ({ ...part, code: part.code.join('\n') }));
}
