/** Filter text made by clicks: of a value, of a time, of a state. Pure. */
import type { CellValue, FieldName } from "../../protocol/page.js";
import { numberIn, readField } from "../../search/field.js";
import { searches } from "../../search/rules.js";
import { isText } from "../api/quoted.js";
import { joinFilters, nameInFilter } from "./brush.js";

export interface Condition {
  /** As a menu says it. */
  readonly label: string;
  readonly text: string;
}

/** What a filter can say about a value of a column; none where filters do not know the column. */
export function conditionsOf(field: FieldName, value: CellValue): readonly Condition[] {
  const { kind, key } = readField(field, [field]);
  if (kind === "min" || kind === "max") return [];
  if (kind === "attribute" && !Object.hasOwn(searches.runs.attributes, key)) return [];
  const name = nameInFilter(field);
  if (value === null) return kind === "param" || kind === "tag" ? missing(name) : [];
  const same = typeof value === "number" ? `${name} = ${value}` : isText(name, value);
  if (kind === "metric" && typeof value !== "number") return [];
  const number = typeof value === "number" ? value : kind === "param" ? numberIn(value) : null;
  const equal =
    kind === "attribute" && typeof value === "number"
      ? []
      : [
          { label: "Only this value", text: same },
          // of what is only like it, "not" would say too much
          ...(same.startsWith(`${name} = `)
            ? [{ label: "Not this value", text: same.replace(`${name} = `, () => `${name} != `) }]
            : []),
        ];
  const bounds =
    number === null
      ? []
      : [
          { label: "This or more", text: `${name} >= ${number}` },
          { label: "This or less", text: `${name} <= ${number}` },
        ];
  return [...equal, ...bounds];
}

function missing(name: string): readonly Condition[] {
  return [
    { label: "Only runs without it", text: `${name} IS NULL` },
    { label: "Only runs with it", text: `${name} IS NOT NULL` },
  ];
}

/** The runs of a group: those with its values. */
export function groupFilter(by: readonly FieldName[], values: readonly CellValue[]): string {
  return by
    .map((field, index) => {
      const value = values[index] ?? null;
      const name = nameInFilter(field);
      return value === null ? `${name} IS NULL` : isText(name, String(value));
    })
    .join(" AND ");
}

/** The filter with these conditions instead of those it has about the same attribute, where it is a plain chain of ANDs. */
export function withAttribute(filter: string, attribute: string, conditions: readonly string[]): string {
  const rest = /\b(or|not)\b|[()]/i.test(filter) ? filter : withoutAttribute(filter, attribute);
  return conditions.reduce(joinFilters, rest);
}

function withoutAttribute(filter: string, attribute: string): string {
  const comparison = `attributes\\.${attribute}\\s*(?:>=|<=|!=|=)\\s*(?:'[^']*'|-?\\d+)`;
  return filter
    .replace(new RegExp(`\\s+AND\\s+${comparison}(?=\\s|$)`, "gi"), "")
    .replace(new RegExp(`^\\s*${comparison}(?:\\s+AND\\s+|\\s*$)`, "i"), "");
}
