/** A list of columns to choose one from. */
import { useId } from "react";
import type { FieldName, FieldSummary } from "../../protocol/page.js";
import { keyOf } from "./key.js";

export interface FieldChoiceProps {
  readonly label: string;
  readonly value: FieldName | undefined;
  readonly fields: readonly FieldSummary[];
  /** What no column is called; absent: one must be chosen. */
  readonly none?: string;
  /** What some columns are called, instead of their keys. */
  readonly names?: Readonly<Record<FieldName, string>>;
  readonly onChange: (field: FieldName | undefined) => void;
}

const groups = [
  ["metric", "Metrics"],
  ["param", "Params"],
  ["tag", "Tags"],
  ["attribute", "Attributes"],
] as const;

export function FieldChoice({ label, value, fields, none, names = {}, onChange }: FieldChoiceProps) {
  const id = useId();
  return (
    <div className="charts-choice">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="input"
        value={value ?? ""}
        onChange={({ target }) => onChange(target.value || undefined)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {groups.map(([kind, title]) => {
          const own = fields.filter((field) => field.kind === kind);
          return (
            own.length > 0 && (
              <optgroup key={kind} label={title}>
                {own.map(({ name }) => (
                  <option key={name} value={name}>
                    {Object.hasOwn(names, name) ? names[name] : keyOf(name)}
                  </option>
                ))}
              </optgroup>
            )
          );
        })}
      </select>
    </div>
  );
}
