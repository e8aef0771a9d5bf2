import type { Node } from 'libpg-query';

/** The boundary to the parser's tree: the only casts of the lowering stand here. */

type TagOf<T> = T extends unknown ? keyof T : never;

/** While it is put together field by field: a spread for each optional field takes V8 far longer. */
export type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The name of a node's type. */
export type Tag = TagOf<Node>;

/** What a node of this type holds. */
export type NodeOf<T extends Tag> =
  Extract<Node, Readonly<Record<T, unknown>>> extends Readonly<Record<T, infer Content>> ? Content : never;

export function unwrap<T extends Tag>(node: Node | undefined, tag: T): NodeOf<T> | undefined {
  return node === undefined ? undefined : (node as Readonly<Partial<Record<T, NodeOf<T>>>>)[tag];
}

/** The contents of those nodes of a list that are of this type. */
export function unwrapAll<T extends Tag>(nodes: readonly Node[] | undefined, tag: T): readonly NodeOf<T>[] {
  if (nodes === undefined) return [];
  const contents: NodeOf<T>[] = [];
  for (const node of nodes) {
    const content = unwrap(node, tag);
    if (content !== undefined) contents.push(content);
  }
  return contents;
}

export function tagOf(node: Node): Tag | undefined {
  for (const tag in node) return tag as Tag;
  return undefined;
}

/** The values of a list of String nodes. */
export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  if (nodes === undefined) return [];
  const values: string[] = [];
  for (const node of nodes) if ('String' in node) values.push(node.String.sval ?? '');
  return values;
}

/** The nodes directly under a value of the tree, through lists and contents that stand without a tag. */
export function forEachChild(value: object, visit: (node: Node, tag: Tag) => void): void {
  for (const key in value) {
    const child: unknown = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof child !== 'object' || child === null) continue;
    const tag = tagOf(child as Node);
    if (tag === undefined) continue;
    // A node has its tag as its one key; fields and indexes of lists do not start with a capital.
    const code = tag.charCodeAt(0);
    if (code >= 65 && code <= 90) visit(child as Node, tag);
    else forEachChild(child, visit);
  }
}

/** The same for an expression: a cast has its operand only, as modifiers of types are written like columns. */
export function forEachOperand(node: Node, visit: (node: Node) => void): void {
  if (!('TypeCast' in node)) forEachChild(node, visit);
  else if (node.TypeCast.arg !== undefined) visit(node.TypeCast.arg);
}
