/** What every cell can use without an import. The session defines them; this file declares them to the type checker. */

declare global {
  /** Asks the person at the notebook for a line of text; null when the front end cannot ask. */
  function prompt(message?: string, defaultValue?: string): string | null;

  /** Shows a value in the output of this cell, as a cell's last value is shown. */
  function display(value: unknown, options?: { displayId?: string; update?: boolean }): void;

  /** Removes this cell's output; `wait`: when the next output comes. */
  function clearOutput(wait?: boolean): void;

  /** What generated code calls; its types are of no use to a cell. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  var __labbook: any;
}

export {};
