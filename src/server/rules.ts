/** Rules for the fields of requests, in MLflow's words. Pure. */
import { TrackingError } from "../errors.js";
import type { Misfit } from "../protocol/decode.js";

/** The body or query as it came, by the wire's names. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Rule {
  /** Rules of type are asked only when the request did not fit its message, as in MLflow. */
  readonly ofType: boolean;
  /** The message when the value breaks the rule. */
  broken(value: unknown, field: string): string | undefined;
}

/** Rules by field; the first that is broken, in this order, is the one reported. */
export type Rules = Readonly<Record<string, readonly Rule[]>>;

const seeDocs = " See the API docs for more information about request parameters.";

function typeRule(fits: (value: unknown) => boolean): Rule {
  return { ofType: true, broken: (value, field) => (fits(value) ? undefined : invalidValue(field, value)) };
}

export const string = typeRule((value) => typeof value === "string");
export const bool = typeRule((value) => typeof value === "boolean");
export const array = typeRule(Array.isArray);
export const strings = typeRule((value) => Array.isArray(value) && value.every((one) => typeof one === "string"));
/** What Python's `int()` takes: a number, or the text of a whole number. */
export const intlike = typeRule(
  (value) =>
    typeof value === "number" ||
    typeof value === "bigint" ||
    typeof value === "boolean" ||
    (typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value)),
);
/** What Python's `float()` takes. */
export const floatlike = typeRule(
  (value) =>
    intlike.broken(value, "") === undefined ||
    (typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value))) ||
    value === "NaN",
);

export const required: Rule = {
  ofType: false,
  broken: (value, field) => (value === undefined || value === null || value === "" ? missingValue(field) : undefined),
};

export function atMost(limit: number): Rule {
  return { ofType: false, broken: (value, field) => (Number(value) > limit ? invalidValue(field, value) : undefined) };
}

export function within(least: number, most: number): Rule {
  const fits = (value: unknown) => Number(value) >= least && Number(value) <= most;
  return {
    ofType: false,
    broken: (value, field) => (fits(value) ? undefined : `${field} must be between ${least} and ${most}.`),
  };
}

export function atMostItems(limit: number, message: (count: number) => string): Rule {
  return {
    ofType: false,
    broken: (value) => (Array.isArray(value) && value.length > limit ? message(value.length) : undefined),
  };
}

/** Each item of a list has these fields. */
export function itemsHave(...fields: readonly string[]): Rule {
  return {
    ofType: false,
    broken: (list, name) => {
      for (const [index, item] of (Array.isArray(list) ? list : []).entries()) {
        for (const field of fields) {
          const broken = required.broken((item as Fields | null)?.[field], `${name}[${index}].${field}`);
          if (broken !== undefined) return broken;
        }
      }
      return undefined;
    },
  };
}

/** Throws INVALID_PARAMETER_VALUE for the first broken rule. */
export function checkFields(rules: Rules, fields: Fields, misfit: Misfit | undefined): void {
  for (const field of Object.keys(rules)) {
    const own = rules[field]!;
    if (!Object.hasOwn(fields, field) && !own.includes(required)) continue;
    const value = field === "run_id" ? (fields.run_id ?? fields.run_uuid) : fields[field];
    for (const rule of own) {
      if (rule.ofType && misfit === undefined) continue;
      const broken = rule.broken(value, field);
      if (broken !== undefined) throw new TrackingError("INVALID_PARAMETER_VALUE", broken + seeDocs);
    }
  }
}

/** Throws INVALID_PARAMETER_VALUE for a value that does not fit its message. */
export function refuseMisfit(misfit: Misfit | undefined): void {
  if (misfit === undefined) return;
  throw new TrackingError("INVALID_PARAMETER_VALUE", invalidValue(misfit.path, misfit.value) + seeDocs);
}

function missingValue(field: string): string {
  return `Missing value for required parameter '${field}'.`;
}

function invalidValue(field: string, value: unknown): string {
  return `Invalid value ${compactJson(value)} for parameter '${field}' supplied:  Hint: Value was of type '${pythonType(value)}'.`;
}

/** Deeper values than any message has are not quoted: the stack has an end. */
const quotedDepth = 100;

/** JSON without blanks and with sorted keys, as MLflow quotes values in its messages. */
function compactJson(value: unknown, depth = 0): string {
  if (depth > quotedDepth) return "…";
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map((one) => compactJson(one, depth + 1)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = value as Fields;
    const pairs = Object.keys(fields)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${compactJson(fields[key], depth + 1)}`);
    return `{${pairs.join(",")}}`;
  }
  return JSON.stringify(value) ?? "null";
}

/** MLflow's clients read its names of types, which are Python's. */
function pythonType(value: unknown): string {
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (Array.isArray(value)) return "list";
  return value === null || value === undefined ? "NoneType" : "dict";
}
