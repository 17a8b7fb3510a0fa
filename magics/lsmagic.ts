import { usageOf } from "./args.js";
import type { Magic } from "./magic.js";

/** %lsmagic and %magic, which speak of the whole table. */
export function listingMagics(table: () => readonly Magic[]): readonly Magic[] {
  return [
    {
      name: "lsmagic",
      forms: ["line"],
      summary: "lists all magics",
      examples: ["%lsmagic"],
      args: [],
      run(_call, context) {
        const names = (form: "line" | "cell") =>
          table()
            .filter((magic) => magic.forms.includes(form))
            .map((magic) => (form === "cell" ? "%%" : "%") + magic.name)
            .sort()
            .join("  ");
        context.print(
          `line magics\n  ${names("line")}\ncell magics\n  ${names("cell")}\n%name? explains one; %magic explains all\n`,
        );
      },
    },
    {
      name: "magic",
      forms: ["line"],
      summary: "explains magics, with each one's usage",
      examples: ["%magic"],
      args: [],
      run(_call, context) {
        const width = Math.max(...table().map((magic) => usageOf(magic).length));
        const rows = table().map((magic) => `  ${usageOf(magic).padEnd(Math.min(width, 60))}  ${magic.summary}`);
        context.page(`${intro}\n\n${rows.join("\n")}\n`);
      },
    },
  ];
}

const intro = `A magic is a line that begins with %name, or a cell that begins with %%name.
{expression} in its arguments is TypeScript, also inside loops and functions.
//% name and //%% name are the same for editors that know only TypeScript.
%name? or %name -h explains one magic; most are functions of "labbook" too.`;
