/** Prompts are kept as registered models with a tag, and left out of a search unless its filter asks for them. */
import type { Condition } from "../../search/check.js";
import type { Connection } from "./connection.js";
import { inWorkspace, promptTag } from "./registry_rows.js";

export interface PromptFilter {
  /** The conditions that remain. */
  readonly conditions: readonly Condition[];
  /** ` AND …` or nothing. */
  readonly sql: string;
}

const tagTables = { registered_models: "registered_model_tags", model_versions: "model_version_tags" } as const;

/**
 * Leaves prompts out, unless the first condition on the prompt tag asks for them (`= 'true'` or `!= 'false'`). Models have no
 * such tag, so that a condition that asks for models must not be taken literally: it would find none.
 */
export function withoutPrompts(
  connection: Connection,
  table: keyof typeof tagTables,
  conditions: readonly Condition[],
): PromptFilter {
  const [first] = conditions.filter(isOnPromptTag);
  const value = String(first?.value).toLowerCase();
  if ((first?.operator === "=" && value === "true") || (first?.operator === "!=" && value === "false")) {
    return { conditions, sql: "" };
  }
  const tags = tagTables[table];
  return {
    conditions: conditions.filter((condition) => !isOnPromptTag(condition)),
    sql: ` AND ${table}.name NOT IN (SELECT name FROM ${tags} WHERE key = '${promptTag}' AND value = 'true' AND ${inWorkspace(connection, tags)})`,
  };
}

function isOnPromptTag(condition: Condition): boolean {
  return condition.entity === "tag" && condition.key === promptTag;
}
