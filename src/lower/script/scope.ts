import type { Value } from './value.ts';

type Binding = Value | (() => Value);

/** The names that are visible at a place. A binding may be computed when it is first read. */
export class Scope {
  readonly #parent: Scope | undefined;
  readonly #bindings = new Map<string, Binding>();
  /** The file that the code stands in. */
  readonly file: string;

  constructor(file: string, parent?: Scope) {
    this.file = file;
    this.#parent = parent;
  }

  child(): Scope {
    return new Scope(this.file, this);
  }

  declare(name: string, value: Binding): void {
    this.#bindings.set(name, value);
  }

  /** Sets a name where it was declared; one that was declared nowhere is set here. */
  assign(name: string, value: Value): void {
    (this.#holderOf(name) ?? this).declare(name, value);
  }

  lookup(name: string): Value | undefined {
    const holder = this.#holderOf(name);
    if (holder === undefined) return undefined;
    const binding = holder.#bindings.get(name);
    if (typeof binding !== 'function') return binding;
    // A definition that leads back to itself is seen as undeclared the second time.
    holder.#bindings.delete(name);
    const value = binding();
    holder.declare(name, value);
    return value;
  }

  #holderOf(name: string): Scope | undefined {
    if (this.#bindings.has(name)) return this;
    return this.#parent === undefined ? undefined : this.#parent.#holderOf(name);
  }
}
