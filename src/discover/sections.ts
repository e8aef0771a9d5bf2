import type { Section } from './tool.ts';

/** A line that its tool reads as a marker. */
export interface Marker {
  /** Where its line starts and where the text after its line starts. */
  readonly start: number;
  readonly end: number;
  /** The groups of the expression that found it. */
  readonly groups: readonly (string | undefined)[];
}

/** Markers in the order of their lines; `expression` describes a whole line, without `^` and `$`. */
export function findMarkers(text: string, expression: RegExp): readonly Marker[] {
  const line = new RegExp(`^(?:${expression.source})[ \\t]*\\r?$\\n?`, `${expression.flags}gm`);
  return Array.from(text.matchAll(line), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    groups: match.slice(1),
  }));
}

/** The part of a file between two offsets. */
export function part(section: Section, start: number, end: number): Section {
  return { ...section, span: { start, end } };
}
