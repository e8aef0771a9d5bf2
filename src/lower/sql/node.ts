import type { Node } from 'libpg-query';

/** The boundary to the parser's tree: the only casts of the lowering stand here. */

type TagOf<T> = T extends unknown ? keyof T : never;

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
  return (nodes ?? []).flatMap((node) => unwrap(node, tag) ?? []);
}

export function tagOf(node: Node): Tag | undefined {
  for (const tag in node) return tag as Tag;
  return undefined;
}

/** The values of a list of String nodes. */
export function strings(nodes: readonly Node[] | undefined): readonly string[] {
  return unwrapAll(nodes, 'String').map((string) => string.sval ?? '');
}

/** The nodes directly under a value of the tree, through lists and contents that stand without a tag. */
export function forEachChild(value: object, visit: (node: Node) => void): void {
  for (const key in value) {
    const child: unknown = (value as Readonly<Record<string, unknown>>)[key];
    if (typeof child !== 'object' || child === null) continue;
    if (isTagged(child)) visit(child);
    else forEachChild(child, visit);
  }
}

/** A node has its tag as its one key; fields start with a lower-case letter. */
function isTagged(value: object): value is Node {
  for (const key in value) {
    const code = key.charCodeAt(0);
    return code >= 65 && code <= 90;
  }
  return false;
}
