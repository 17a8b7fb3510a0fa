/** A magic that was written wrongly: one line, no stack. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  /** `position`: offset in the cell, where it is known. */
  constructor(
    message: string,
    readonly position: number | null = null,
  ) {
    super(message);
  }
}
