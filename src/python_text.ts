/** How Python writes values, where MLflow's messages, answers and files hold it literally. Pure. */

/**
 * A finite double as Python's `repr` prints it, which is how MLflow's answers carry numbers: the shortest digits that
 * read back as the same double, always with a point or an exponent; the exponent from 1e+16 on and below 1e-04.
 */
export function pythonFloat(value: number): string {
  const size = Math.abs(value);
  if (size < 1e16 && (size >= 1e-4 || size === 0)) {
    if (Number.isInteger(value)) return Object.is(value, -0) ? "-0.0" : `${value}.0`;
    return String(value);
  }
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

/** JSON as `json.dumps` gives it: blanks after commas and colons, and only ASCII. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([key, field]) => `${pythonText(key)}: ${pythonJson(field)}`).join(", ")}}`;
  }
  return typeof value === "string" ? pythonText(value) : JSON.stringify(value ?? null);
}

function pythonText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text as Python shows it: in single quotes, or in double ones where it has a single and no double quote. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}
