/** The project's notebooks, executed by `labbook run` in a folder that has their data. */
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { labbook } from "../cli/cli.js";

const notebooks = resolve(import.meta.dirname, "../../notebooks");

interface Cell {
  source: string | string[];
  outputs?: Output[];
}

export interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}

export interface Executed {
  /** What the first code cell that contains this text has put out. */
  outputs(code: string): Output[];
  /** The same as text, one line each. */
  lines(code: string): string[];
  /** The largest resident set of the process that ran the cells. */
  readonly peakBytes: number;
}

/** Fails where a cell fails or something is written to the error output. */
export async function execute(
  name: string,
  cwd: string,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<Executed> {
  if (!existsSync(join(cwd, "data"))) symlinkSync(join(notebooks, "data"), join(cwd, "data"));
  const book = JSON.parse(readFileSync(join(notebooks, `${name}.ipynb`), "utf8")) as { cells: Cell[] };
  const measure = {
    cell_type: "code",
    id: "memory",
    metadata: {},
    outputs: [],
    execution_count: null,
    source: "process.resourceUsage().maxRSS",
  };
  writeFileSync(join(cwd, `${name}.ipynb`), JSON.stringify({ ...book, cells: [...book.cells, measure] }));
  const given = Object.entries(parameters).flatMap(([key, value]) => ["-p", `${key}=${value}`]);
  const { code, stdout, stderr } = await labbook(["run", `${name}.ipynb`, ...given], { cwd });
  expect([code, stderr], stdout).toEqual([0, ""]);

  const { cells } = JSON.parse(readFileSync(join(cwd, `${name}.out.ipynb`), "utf8")) as { cells: Cell[] };
  const outputs = (text: string) => {
    const found = cells.find((cell) => cell.outputs !== undefined && joined(cell.source).includes(text));
    if (found === undefined) throw new Error(`no code cell of ${name} contains ${text}`);
    return found.outputs!;
  };
  const lines = (text: string) =>
    outputs(text)
      .map((output) => joined(output.text ?? (output.data?.["text/plain"] as string | undefined) ?? ""))
      .flatMap((shown) => shown.replace(/\n$/, "").split("\n"));
  return { outputs, lines, peakBytes: Number(lines("process.resourceUsage")[0]) * 1024 };
}

function joined(text: string | readonly string[]): string {
  return typeof text === "string" ? text : text.join("");
}
