import { visible } from '../text.ts';

/** Markup that is complete and safe to stand in a page. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Hole = string | number | Markup | undefined | readonly (string | number | Markup | undefined)[];

/** A template whose holes are escaped, unless they are markup themselves; lists are joined, undefined is nothing. */
export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, hole] of holes.entries()) text += render(hole) + (strings[index + 1] ?? '');
  return new Markup(text);
}

function render(hole: Hole): string {
  if (hole === undefined) return '';
  if (hole instanceof Markup) return hole.toString();
  if (typeof hole === 'string' || typeof hole === 'number') return escape(hole.toString());
  return hole.map(render).join('');
}

function escape(text: string): string {
  return text
    .split('\n')
    .map(visible)
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A path that may be broken after its slashes. */
export function pathMarkup(file: string): Markup {
  const parts = file.split('/').map((part) => html`${part}`.toString());
  return new Markup(parts.join('/<wbr>'));
}
