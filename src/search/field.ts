/** Columns of runs by name, orders by them, and the numbers in texts. Pure. */
import { TrackingError } from "../errors.js";

export type FieldKind = "param" | "metric" | "min" | "max" | "tag" | "attribute";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly key: string;
}

const prefixes: Readonly<Record<string, FieldKind>> = {
  params: "param",
  metrics: "metric",
  min: "min",
  max: "max",
  tags: "tag",
};

/** Attributes that are kept as tags. */
export const attributeTags: Readonly<Record<string, string>> = {
  source_name: "mlflow.source.name",
  source_type: "mlflow.source.type",
  git_commit: "mlflow.source.git.commit",
};

/** `params.KEY`, the key as it is stored; INVALID_PARAMETER_VALUE for what names no column. */
export function readField(name: string, attributes: readonly string[]): Field {
  const dot = name.indexOf(".");
  const prefix = name.slice(0, Math.max(dot, 0));
  if (dot > 0 && Object.hasOwn(prefixes, prefix)) return { name, kind: prefixes[prefix]!, key: name.slice(dot + 1) };
  if (attributes.includes(name)) return { name, kind: "attribute", key: name };
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `'${name}' is no column; columns are params.KEY, metrics.KEY, min.KEY, max.KEY, tags.KEY, ${attributes.join(", ")}`,
  );
}

export interface FieldOrder {
  readonly name: string;
  readonly descending: boolean;
}

/** `metrics.val loss DESC`; ascending unless it says DESC. */
export function readFieldOrder(term: string): FieldOrder {
  const [, name = term, word = "ASC"] = /^(.*?)(?:\s+(ASC|DESC))?$/is.exec(term.trim()) ?? [];
  return { name, descending: word.toUpperCase() === "DESC" };
}

const decimal = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** The finite number that a text writes in decimal; null: it writes none. */
export function numberIn(text: string): number | null {
  if (!decimal.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
