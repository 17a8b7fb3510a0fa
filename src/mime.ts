/** MIME type → content, as Jupyter's display messages carry it. Binary content is base64 text; JSON types hold values. */
export type MimeData = Record<string, unknown>;

/** What a front end is asked to show. */
export interface MimeBundle {
  readonly data: MimeData;
  readonly metadata?: Record<string, unknown>;
}

/** An object that knows how to show itself; Deno's kernel uses the same symbol. */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

export interface Displayable {
  [displaySymbol](): MimeData | Promise<MimeData>;
}
