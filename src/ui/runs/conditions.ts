/** Filter text made by clicks: of a value, of a time, of a state. Pure. */
import type { CellValue, FieldName } from "../../protocol/page.js";
import { attributeTags, numberIn, readField } from "../../search/field.js";
import { isText } from "../api/quoted.js";
import { kindOf } from "./field.js";
import { isFilterable, isMissing, joinFilters, nameInFilter } from "./brush.js";

export interface Condition {
  /** As a menu says it. */
  readonly label: string;
  readonly text: string;
}

/** What a filter can say about a value of a column; none where filters do not know the column. */
export function conditionsOf(field: FieldName, value: CellValue): readonly Condition[] {
  const { kind } = readField(field, [field]);
  if (!isFilterable(field)) return [];
  const name = nameInFilter(field);
  const isTime = kind === "attribute" && typeof value === "number";
  if (value === null) return presence(field);
  const same = typeof value === "number" ? `${name} = ${value}` : isText(name, value);
  if (kind === "metric" && typeof value !== "number") return [];
  const number = typeof value === "number" ? value : kind === "param" ? numberIn(value) : null;
  const equal = isTime
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
          { label: isTime ? "Then or later" : "This or more", text: `${name} >= ${number}` },
          { label: isTime ? "Then or earlier" : "This or less", text: `${name} <= ${number}` },
        ];
  return [...equal, ...bounds];
}

/** Whether there is a value; every run has a status and a start. */
function presence(field: FieldName): readonly Condition[] {
  if (kindOf(field) === "attribute" && !Object.hasOwn(attributeTags, field) && field !== "user_id") return [];
  const without = isMissing(field);
  const [, denied] = /^NOT (\(.*\))$/s.exec(without) ?? [];
  return [
    { label: "Only runs without it", text: without },
    { label: "Only runs with it", text: denied ?? without.replace(/NULL$/, "NOT NULL") },
  ];
}

/** The runs of a group: those with its values. */
export function groupFilter(by: readonly FieldName[], values: readonly CellValue[]): string {
  return by
    .map((field, index) => {
      const value = values[index] ?? null;
      return value === null ? isMissing(field) : isText(nameInFilter(field), String(value));
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
