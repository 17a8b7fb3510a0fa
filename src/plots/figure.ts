/** A figure as Plotly reads it, and as notebooks keep it. */
export interface Figure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
}
