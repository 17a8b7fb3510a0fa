/** A cell as it is compiled, and the way back to the text that the user wrote. */

export interface CellCode {
  /** What the user wrote. */
  readonly original: string;
  /** What is compiled; as long as `original` line by line, but for magics. */
  readonly generated: string;
  /** Offset in `generated` → offset in `original`. */
  readonly toOriginal: (offset: number) => number;
  /** `7` in "cell 7". */
  readonly label: string;
}

/** Code that is compiled as it stands. */
export function plainCode(text: string, label: string): CellCode {
  return { original: text, generated: text, toOriginal: (offset) => offset, label };
}
