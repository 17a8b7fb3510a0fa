/** What every viewer is given. */
import type { FileRef } from "../bytes.js";

export interface ViewerProps {
  readonly file: FileRef;
  /** Names of the files in the same folder, this one too. */
  readonly beside?: readonly string[];
  /** Shows another of them. */
  readonly onBeside?: (name: string) => void;
}
