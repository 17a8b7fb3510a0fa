/** Columns of a table of text: what they are, how broad, in which order they put rows. Pure. */

export interface Column {
  readonly name: string;
  /** As the file calls it. */
  readonly type?: string;
  /** Of numbers: set to the right, sorted as numbers. */
  readonly numeric: boolean;
}

/** px, of text of 13 px: as broad as the longest of `sample`, within reason; null: no cell is known yet. */
export function columnWidth({ name }: Column, sample: readonly string[] | null): number {
  if (sample === null) return 140;
  const longest = sample.reduce((most, { length }) => Math.max(most, length), 0);
  return Math.min(340, Math.max(70, Math.max(longest * 7.6, name.length * 8 + 16) + 18));
}

/** The numbers of rows in the order of a column; NaN and those without a value last, equal ones as they were. */
export function sortedRows(
  rowCount: number,
  { numeric }: Column,
  { column, descending }: { readonly column: number; readonly descending: boolean },
  cell: (row: number, column: number) => string | undefined,
): readonly number[] {
  const texts = Array.from({ length: rowCount }, (_, row) => cell(row, column) ?? "");
  const sign = descending ? -1 : 1;
  const numbers = Float64Array.from(numeric ? texts : [], numberOf);
  const late = (row: number): number => (texts[row] === "" ? 2 : numeric && Number.isNaN(numbers[row]) ? 1 : 0);
  const compare = numeric ? (a: number, b: number) => order(numbers[a]!, numbers[b]!) : byText(texts);
  return texts
    .map((_, row) => row)
    .sort((a, b) => late(a) - late(b) || (late(a) > 0 ? 0 : sign * compare(a, b)) || a - b);
}

/** Of infinities too, whose difference is none. */
function order(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}

function byText(texts: readonly string[]): (a: number, b: number) => number {
  const { compare } = new Intl.Collator("en", { numeric: true });
  return (a, b) => compare(texts[a]!, texts[b]!);
}

/** Whether every text is a number or nothing, and one is a number. */
export function areNumbers(texts: readonly string[]): boolean {
  const filled = texts.filter((text) => text !== "");
  return (
    filled.length > 0 && filled.every((text) => notFinite.has(text.toLowerCase()) || !Number.isNaN(numberOf(text)))
  );
}

/** As Python and JavaScript write them. */
const notFinite: ReadonlyMap<string, number> = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["-inf", -Infinity],
]);

function numberOf(text: string): number {
  return text.trim() === "" ? NaN : (notFinite.get(text.toLowerCase()) ?? Number(text));
}
