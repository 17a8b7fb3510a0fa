/** The values of one column of a CSV file, whose type shows while it is read. */

export type CsvType = "number" | "string" | "boolean" | "date";

/** What pandas takes for missing. */
const missingTexts =
  " #N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null";

export function missingSet(more: readonly string[]): ReadonlySet<string> {
  return new Set(["", ...missingTexts.trim().split("|"), ...more]);
}

/** Equal texts are kept once, as long as there are not too many different ones. */
const mostShared = 10_000;

export class CsvColumn {
  readonly name: string;
  readonly values: (number | string | boolean | Date | null)[] = [];
  /** Null: no value yet. */
  #type: CsvType | null;
  readonly #isFixed: boolean;
  readonly #infersDates: boolean;
  readonly #missing: ReadonlySet<string>;
  readonly #shared = new Map<string, string>();
  #isMixed = false;

  /** With a `type` all values must be of it; else the first value decides, and others make the column mixed. */
  constructor(name: string, type: CsvType | null, missing: ReadonlySet<string>, infersDates: boolean) {
    this.name = name;
    this.#type = type;
    this.#isFixed = type !== null;
    this.#missing = missing;
    this.#infersDates = infersDates;
  }

  /** Values of different types were met: the column must be read again, as text, since a number no longer shows its text. */
  get isMixed(): boolean {
    return this.#isMixed;
  }

  /** Gives the type that the text should have had and has not; null: all is well. */
  take(text: string): CsvType | null {
    if (this.#isMixed) return null;
    if (this.#missing.has(text)) {
      this.values.push(null);
      return null;
    }
    this.#type ??= typeOf(text, this.#infersDates);
    const value = this.#read(text, this.#type);
    if (value !== null) {
      this.values.push(value);
      return null;
    }
    if (this.#isFixed) return this.#type;
    this.#isMixed = true;
    this.values.length = 0;
    return null;
  }

  #read(text: string, type: CsvType): number | string | boolean | Date | null {
    if (type === "number") return numberOf(text);
    if (type === "string") return this.#sharedText(text);
    if (type === "boolean") return booleanOf(text);
    return dateOf(text) ?? (this.#isFixed ? americanDateOf(text) : null);
  }

  #sharedText(text: string): string {
    const known = this.#shared.get(text);
    if (known !== undefined) return known;
    if (this.#shared.size < mostShared) this.#shared.set(text, text);
    return text;
  }
}

function typeOf(text: string, infersDates: boolean): CsvType {
  if (numberOf(text) !== null) return "number";
  if (booleanOf(text) !== null) return "boolean";
  return infersDates && dateOf(text) !== null ? "date" : "string";
}

const numeric = /^ *[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? *$/;
const infinite = /^([+-]?)inf(?:inity)?$/i;

/** A whole number that a double does not hold to the digit is none, so that its column stays text. */
function numberOf(text: string): number | null {
  if (numeric.test(text)) {
    const value = Number(text);
    const exact = Math.abs(value) <= Number.MAX_SAFE_INTEGER || /[.eE]/.test(text);
    return exact ? value : null;
  }
  const sign = infinite.exec(text)?.[1];
  return sign === undefined ? null : sign === "-" ? -Infinity : Infinity;
}

function booleanOf(text: string): boolean | null {
  if (text === "True" || text === "true" || text === "TRUE") return true;
  if (text === "False" || text === "false" || text === "FALSE") return false;
  return null;
}

const isoDate = /^\d{4}-\d\d-(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** ISO 8601, with a blank for the T too; without an offset UTC, as in Parquet files. JavaScript makes March of February 30. */
function dateOf(text: string): Date | null {
  const match = isoDate.exec(text);
  if (match === null) return null;
  const zone = match[2] === undefined && text.length > 10 ? "Z" : "";
  if (valid(new Date(text.slice(0, 10)))?.getUTCDate() !== Number(match[1])) return null;
  return valid(new Date(`${text.replace(" ", "T")}${zone}`));
}

/** 01/31/2021, with a time of 12 or 24 hours or without one; only where a column is said to hold dates. */
function americanDateOf(text: string): Date | null {
  const day = /^\d{1,2}\/(\d{1,2})\/\d{4}(?: \d{1,2}:\d\d(?::\d\d)?(?: [AP]M)?)?$/i.exec(text)?.[1];
  const date = day === undefined ? null : valid(new Date(`${text} UTC`));
  return date?.getUTCDate() === Number(day) ? date : null;
}

function valid(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}
