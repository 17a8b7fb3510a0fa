/** What charts call a column. Pure. */
import type { FieldName } from "../../protocol/page.js";

/** Without `metrics.` and the like, as people read it. */
export function keyOf(field: FieldName | undefined): string {
  return field === undefined ? "" : field.replace(/^(params|metrics|tags)\./, "");
}
