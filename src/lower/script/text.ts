import type { Span } from '../../operation.ts';

/** A run of characters of a string and the place in the migration file that it comes from. */
interface Piece {
  /** Offset in the string. */
  readonly start: number;
  readonly length: number;
  readonly source: Span;
  /** Character for character: an offset inside the piece maps to one inside `source`. */
  readonly verbatim: boolean;
  /** Written by a library around what the migration holds: what it is a part of is all of `source`. */
  readonly frame?: true;
}

const HOLE = '${hole}';

/** Spelled out, as all that builders write comes through here and a spread costs several times as much. */
function movedBy(offset: number, { start, length, source, verbatim, frame }: Piece): Piece {
  return frame === undefined
    ? { start: start + offset, length, source, verbatim }
    : { start: start + offset, length, source, verbatim, frame };
}

/** A string that knows where in the migration file each of its characters was written. */
export class Text {
  readonly value: string;
  /** Something in it could not be known and stands as `${…}`. */
  readonly hasHoles: boolean;
  readonly #pieces: readonly Piece[];

  private constructor(value: string, pieces: readonly Piece[], hasHoles: boolean) {
    this.value = value;
    this.#pieces = pieces;
    this.hasHoles = hasHoles;
  }

  /** A string whose characters all come from one place, such as a constant of another file. */
  static of(value: string, source: Span): Text {
    return new Text(value, [{ start: 0, length: value.length, source, verbatim: false }], false);
  }

  /** SQL that a library writes for the part of a call at `place`. */
  static frame(value: string, place: Span): Text {
    return new Text(
      value,
      [{ start: 0, length: value.length, source: place, verbatim: false, frame: true }],
      false,
    );
  }

  /**
   * The content of a literal: `raw` is what stands between its quotes, from `offset` of the file on,
   * `cooked` what it means.
   */
  static ofLiteral(raw: string, cooked: string, offset: number): Text {
    if (raw === cooked) {
      const source = { start: offset, end: offset + raw.length };
      return new Text(cooked, [{ start: 0, length: cooked.length, source, verbatim: true }], false);
    }
    return new Text(cooked, piecesOfEscaped(raw, cooked, offset), false);
  }

  /** A part that cannot be known; it stands in the string as a placeholder that SQL is parsed around. */
  static hole(source: Span): Text {
    const value = HOLE;
    return new Text(value, [{ start: 0, length: value.length, source, verbatim: false }], true);
  }

  static join(parts: readonly Text[]): Text {
    let value = '';
    const pieces: Piece[] = [];
    for (const part of parts) {
      for (const piece of part.#pieces)
        if (piece.length > 0) pieces.push(value === '' ? piece : movedBy(value.length, piece));
      value += part.value;
    }
    return new Text(
      value,
      pieces,
      parts.some((part) => part.hasHoles),
    );
  }

  /** A part of the string; whole pieces where it begins or ends inside of what cannot be cut. */
  slice(start: number, end = this.value.length): Text {
    const pieces = this.#pieces.flatMap((piece) => {
      const from = Math.max(piece.start, start);
      const to = Math.min(piece.start + piece.length, end);
      if (from >= to) return [];
      const skipped = from - piece.start;
      const source = piece.verbatim
        ? { start: piece.source.start + skipped, end: piece.source.start + skipped + to - from }
        : piece.source;
      return [{ ...piece, start: from - start, length: to - from, source }];
    });
    const value = this.value.slice(start, end);
    return new Text(value, pieces, this.hasHoles && value.includes(HOLE));
  }

  /** The same string, with what stands in no place of the migration file at `place`: constants of other files. */
  placedAt(place: Span): Text {
    const isPlaced = ({ source }: Piece): boolean => source.end > 0;
    if (this.#pieces.every(isPlaced)) return this;
    const pieces = this.#pieces.map((piece) =>
      isPlaced(piece) ? piece : { ...piece, source: place, verbatim: false },
    );
    return new Text(this.value, pieces, this.hasHoles);
  }

  /** The same string with each piece that was written outside of `place` at all of it. */
  clampedTo(place: Span): Text {
    const isInside = ({ source }: Piece): boolean => source.start >= place.start && source.end <= place.end;
    if (this.#pieces.every(isInside)) return this;
    const pieces = this.#pieces.map((piece) =>
      isInside(piece) ? piece : { ...piece, source: place, verbatim: false },
    );
    return new Text(this.value, pieces, this.hasHoles);
  }

  /** The same string as a part of the expression at `source`: what was written elsewhere is placed there. */
  within(source: Span): Text {
    const isInside = this.#pieces.every(
      (piece) => piece.source.start >= source.start && piece.source.end <= source.end,
    );
    if (isInside) return this;
    return new Text(
      this.value,
      [{ start: 0, length: this.value.length, source, verbatim: false }],
      this.hasHoles,
    );
  }

  /** The place in the file that all of it comes from. */
  get place(): Span {
    return this.spanOf({ start: 0, end: this.value.length });
  }

  /** The place in the file that a part of the string comes from, with the whole place of each frame in it. */
  spanOf({ start, end }: Span): Span {
    const from = this.#placeOf(start);
    if (end <= start) return { start: from.start, end: from.start };
    const to = this.#placeOf(end - 1);
    const frames = this.#pieces.filter(
      (piece) => piece.frame === true && piece.start < end && piece.start + piece.length > start,
    );
    return {
      start: Math.min(from.start, ...frames.map(({ source }) => source.start)),
      end: Math.max(from.start, to.end, ...frames.map(({ source }) => source.end)),
    };
  }

  #placeOf(offset: number): Span {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#pieces[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const piece = this.#pieces[low];
    if (piece === undefined) return { start: 0, end: 0 };
    if (!piece.verbatim) return piece.source;
    const start = piece.source.start + Math.min(offset - piece.start, piece.length);
    return { start, end: start + 1 };
  }
}

const ESCAPE = /\\(?:u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r\n|[^])|\r\n?/g;

/** Pieces of a literal with escapes: the text between them verbatim, each escape as a whole. */
function piecesOfEscaped(raw: string, cooked: string, offset: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  let start = 0;
  const addVerbatim = (until: number): void => {
    if (until === at) return;
    pieces.push({
      start,
      length: until - at,
      source: { start: offset + at, end: offset + until },
      verbatim: true,
    });
    start += until - at;
    at = until;
  };
  for (const match of raw.matchAll(ESCAPE)) {
    addVerbatim(match.index);
    const length = lengthOfEscape(match[0], cooked, start);
    const end = match.index + match[0].length;
    pieces.push({ start, length, source: { start: offset + at, end: offset + end }, verbatim: false });
    start += length;
    at = end;
  }
  addVerbatim(raw.length);
  return pieces;
}

/** How many characters an escape stands for: none for a continued line, two beyond the basic plane. */
function lengthOfEscape(escape: string, cooked: string, at: number): number {
  if (/^\\[\r\n\u2028\u2029]/.test(escape)) return 0;
  const code = cooked.codePointAt(at) ?? 0;
  return escape.startsWith('\\u{') && code > 0xff_ff ? 2 : 1;
}
