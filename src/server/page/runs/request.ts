/** Reads the page's requests about runs; INVALID_PARAMETER_VALUE names the field that is wrong. */
import { invalid } from "../../../errors.js";
import { attributeFields, type RunSelection } from "../../../protocol/page.js";
import { type Field, readField } from "../../../search/field.js";

export type Body = Readonly<Record<string, unknown>>;

const mostRuns = 50_000;
const mostFields = 2000;

function wrong(body: Body, field: string, wanted: string): Error {
  const shown = JSON.stringify(body[field])?.slice(0, 100) ?? "nothing";
  return invalid(`Invalid value ${shown} for field '${field}': it must be ${wanted}.`);
}

export function texts(body: Body, field: string, most: number): readonly string[] {
  const value = body[field];
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw wrong(body, field, "a list of texts");
  }
  if (value.length > most) throw invalid(`The field '${field}' has ${value.length} entries; at most ${most} are read.`);
  return value as string[];
}

export function text(body: Body, field: string): string {
  const value = body[field];
  if (typeof value !== "string") throw wrong(body, field, "a text");
  return value;
}

export function optionalText(body: Body, field: string): string | undefined {
  return body[field] === undefined ? undefined : text(body, field);
}

export function flag(body: Body, field: string): boolean {
  const value = body[field] ?? false;
  if (typeof value !== "boolean") throw wrong(body, field, "true or false");
  return value;
}

export function wholeNumber(body: Body, field: string, least: number, most: number): number {
  const value = body[field];
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(body, field, `a whole number from ${least} to ${most}`);
}

export function optionalNumber(body: Body, field: string): number | undefined {
  const value = body[field];
  if (value === undefined) return undefined;
  if (typeof value !== "number") throw wrong(body, field, "a number");
  return value;
}

export function oneOf<T extends string>(body: Body, field: string, values: readonly T[], fallback?: T): T {
  const value = body[field] ?? fallback;
  if (typeof value === "string" && (values as readonly string[]).includes(value)) return value as T;
  throw wrong(body, field, `one of ${values.join(", ")}`);
}

export function fieldsIn(names: readonly string[]): readonly Field[] {
  return names.map((name) => readField(name, attributeFields));
}

export function fields(body: Body, field: string): readonly Field[] {
  return fieldsIn(texts(body, field, mostFields));
}

export function selectionIn(body: Body): RunSelection {
  const filter = optionalText(body, "filter");
  return {
    experimentIds: body["experimentIds"] === undefined ? [] : texts(body, "experimentIds", mostRuns),
    viewType: oneOf(body, "viewType", ["ACTIVE_ONLY", "DELETED_ONLY", "ALL"], "ACTIVE_ONLY"),
    ...(filter !== undefined && { filter }),
    ...(body["runIds"] !== undefined && { runIds: texts(body, "runIds", mostRuns) }),
  };
}
