/** JSON as Python's `json.dumps` writes it, where MLflow's clients or files hold it literally. Pure. */

/** Blanks after commas and colons, and only ASCII. */
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
