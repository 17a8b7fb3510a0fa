/** Help texts and tables, all derived from the table of magics. Pure. */
import { usageOf } from "./args.js";
import type { Magic } from "./magic.js";

/** What `%name?` and `%name -h` show. */
export function helpOf(magic: Magic): string {
  const width = Math.max(0, ...magic.args.map((spec) => spec.name.length));
  const forms = magic.forms.map((form) => usageOf({ ...magic, forms: [form] }));
  return [
    ...forms,
    "",
    magic.summary,
    ...(magic.details === undefined ? [] : ["", magic.details]),
    ...(magic.args.length === 0 ? [] : ["", ...magic.args.map((spec) => `  ${spec.name.padEnd(width)}  ${spec.help}`)]),
    "",
    "Examples",
    ...magic.examples.map((example) => example.replace(/^/gm, "  ")),
    ...(magic.twin === undefined ? [] : ["", `The same as a call: ${magic.twin}`]),
    "",
    "{expression} in arguments is TypeScript; //% name is the same as %name.",
  ].join("\n");
}

/** Rows for README: forms, what it does, its twin. */
export function markdownTable(magics: readonly Magic[]): string {
  const rows = magics.map((magic) => {
    const forms = magic.forms.map((form) => `\`${form === "cell" ? "%%" : "%"}${magic.name}\``).join(" ");
    const twin = magic.twin === undefined ? "" : `\`${magic.twin.replaceAll("|", "\\|")}\``;
    return `| ${forms} | ${magic.summary.replaceAll("|", "\\|")} | ${twin} |`;
  });
  return ["| magic | what it does | as a call |", "|---|---|---|", ...rows].join("\n");
}
