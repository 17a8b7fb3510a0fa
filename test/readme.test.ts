/** README's tables derive from the code: this test rewrites them with `UPDATE_README=1` and fails when they are stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { magicsMarkdown } from "../magics/index.js";
import { commandsMarkdown } from "../src/cli/program.js";

const path = fileURLToPath(new URL("../README.md", import.meta.url));

it.each([
  ["magics", magicsMarkdown],
  ["commands", commandsMarkdown],
])("lists the %s as the code has them", async (name, markdown) => {
  const readme = readFileSync(path, "utf8");
  const section = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n)([\\s\\S]*?)(<!-- /${name} -->)`);
  const found = section.exec(readme);
  const table = (await markdown()).trim();
  if (process.env["UPDATE_README"] === "1") {
    writeFileSync(
      path,
      readme.replace(section, (_, start: string, __, end: string) => `${start}${table}\n${end}`),
    );
    return;
  }
  expect(found?.[2]?.trim()).toBe(table);
});

it("names only files and folders that exist", async () => {
  const { existsSync } = await import("node:fs");
  const targets = [...readFileSync(path, "utf8").matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1]!);
  expect(targets.length).toBeGreaterThan(3);
  expect(targets.filter((target) => !existsSync(new URL(`../${target}`, import.meta.url)))).toEqual([]);
});
