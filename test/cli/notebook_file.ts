/** Notebook files that tests run, and what came out of them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Cell = { id: string; source: string; tags?: string[] };

export function notebook(folder: string, cells: readonly (Cell | string)[], kernelspec?: object): string {
  const path = join(folder, "book.ipynb");
  const content = cells.map((cell, index) => {
    const { id, source, tags } =
      typeof cell === "string" ? { id: `c${index + 1}`, source: cell, tags: undefined } : cell;
    return {
      cell_type: "code",
      id,
      metadata: tags === undefined ? {} : { tags },
      source,
      outputs: [],
      execution_count: null,
    };
  });
  const metadata = kernelspec === undefined ? {} : { kernelspec };
  writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: content }));
  return path;
}

interface Output {
  output_type: string;
  text?: string;
  ename?: string;
  data?: Record<string, unknown>;
}

export function executed(folder: string, name = "book.out.ipynb") {
  const content = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
    metadata: Record<string, Record<string, unknown>>;
    cells: {
      id: string;
      source: string;
      execution_count: number | null;
      metadata: Record<string, unknown>;
      outputs: Output[];
    }[];
  };
  const texts = content.cells.map(({ outputs }) =>
    outputs.map((output) => output.text ?? output.ename ?? output.data?.["text/plain"]).join("|"),
  );
  return { ...content, texts };
}
