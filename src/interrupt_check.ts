/** Long loops of the library stop when the notebook's cell is interrupted, as the user's own loops do. */

interface Hook {
  readonly sharedFlag: Int32Array;
  readonly stop: () => never;
  /** Called at an interrupt. No listeners of the process: one that a cell adds before its first `await` would undo the kernel's. */
  readonly interruptListeners: Set<() => void>;
}

function hookOfKernel(): Hook | undefined {
  return (globalThis as { __labbook?: Hook }).__labbook;
}

/** Throws when the cell is being interrupted; does nothing outside a labbook kernel. Cheap enough for each outer step of a loop. */
export function checkInterrupt(): void {
  const hook = hookOfKernel();
  if (hook !== undefined && hook.sharedFlag[0] !== 0) hook.stop();
}

/** Whether this is what `checkInterrupt`, or a loop of the user's cell, threw. */
export function isInterrupt(error: unknown): boolean {
  return error instanceof Error && error.name === "KeyboardInterrupt";
}

/**
 * Calls `stop` with the error to fail with when the cell is interrupted while nothing runs, e.g. while a promise is
 * awaited. Returns what ends the watch. Outside a labbook kernel there is nothing to watch: Ctrl-C ends the process.
 */
export function onInterrupt(stop: (error: unknown) => void): () => void {
  const hook = hookOfKernel();
  if (hook === undefined) return () => undefined;
  const listener = () => {
    try {
      hook.stop();
    } catch (error) {
      stop(error);
    }
  };
  hook.interruptListeners.add(listener);
  return () => void hook.interruptListeners.delete(listener);
}
