/**
 * The notebook's variables. A cell's names are accessors of the cell's own variables, kept on the prototype of tslab's
 * exports object, so that every cell and every function reads and writes the same variable.
 */

type Accessors = Readonly<Record<string, readonly [get: () => unknown, set: (value: unknown) => void]>>;

export class SharedNames {
  readonly #exports: Record<string, unknown>;
  readonly #live: Record<string, unknown> = {};
  #pending: Accessors = {};

  constructor(exports: Record<string, unknown>) {
    this.#exports = exports;
    Object.setPrototypeOf(exports, this.#live);
  }

  /** Called by the generated code before its first statement. */
  readonly bind = (accessors: Accessors, imported: readonly string[]): void => {
    this.#pending = accessors;
    for (const name of imported) delete this.#live[name];
  };

  /** Makes the cell's variables the notebook's; returns the names that never got a value, which stay as they were. */
  commit(): ReadonlySet<string> {
    const unset = new Set<string>();
    for (const [name, [get, set]] of Object.entries(this.#pending)) {
      if (!hasValue(get)) {
        unset.add(name);
        continue;
      }
      delete this.#exports[name];
      Object.defineProperty(this.#live, name, { get, set, enumerable: true, configurable: true });
    }
    this.#pending = {};
    return unset;
  }

  read(name: string): unknown {
    return this.#exports[name];
  }

  set(name: string, value: unknown): void {
    let held = value;
    this.bind({ [name]: [() => held, (next) => (held = next)] }, []);
    this.commit();
  }
}

/** A `let`, `const` or class that was not reached throws when it is read. */
function hasValue(get: () => unknown): boolean {
  try {
    get();
    return true;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return false;
  }
}
