/** Long loops of the library stop when the notebook's cell is interrupted, as the user's own loops do. */

interface Hook {
  readonly sharedFlag: Int32Array;
  readonly stop: () => never;
}

/** Throws when the cell is being interrupted; does nothing outside a labbook kernel. Cheap enough for each outer step of a loop. */
export function checkInterrupt(): void {
  const hook = (globalThis as { __labbook?: Hook }).__labbook;
  if (hook !== undefined && hook.sharedFlag[0] !== 0) hook.stop();
}
