/** Keeps the house as `docs/architecture.md` draws it: who may import whom, no cycles, no file over 400 lines. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

interface SourceFile {
  readonly path: string;
  readonly lines: number;
  /** Paths inside the project, e.g. `src/errors.ts`. */
  readonly files: readonly string[];
  /** Package names. */
  readonly packages: readonly string[];
}

const sources = ["kernel", "magics", "src"].flatMap((folder) => typescriptFiles(join(root, folder))).map(readSource);
const everything = ["kernel", "magics", "src", "test", "bench"].flatMap((folder) =>
  typescriptFiles(join(root, folder)),
);

function typescriptFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.startsWith("test/fixtures/"));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const specifiers = importedModules(text);
  const local = specifiers.filter((name) => name.startsWith(".") && !/\.css$/.test(name));
  return {
    path,
    lines: text.split("\n").length - 1,
    files: local.map((name) => sourceOf(join(dirname(path), name).split(sep).join("/"))),
    packages: specifiers.filter((name) => !name.startsWith(".") && !name.startsWith("node:")).map(packageName),
  };
}

/** Of `src/ui/main.js` `src/ui/main.tsx`, if that is how it is written. */
function sourceOf(path: string): string {
  const source = path.replace(/\.js$/, ".ts");
  return existsSync(join(root, source)) ? source : source.replace(/\.ts$/, ".tsx");
}

/** Static imports and re-exports (of types too), `import()` and `require()` with a literal. */
function importedModules(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName);
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function importersOf(name: string): string[] {
  return sources.filter((file) => file.packages.includes(name)).map((file) => file.path);
}

/** Imports of files matching `from` that do not match `allowed`, as "a → b". */
function strays(from: RegExp, allowed: RegExp): string[] {
  return sources
    .filter((file) => from.test(file.path))
    .flatMap((file) =>
      file.files.filter((target) => !allowed.test(target)).map((target) => `${file.path} → ${target}`),
    );
}

describe("the house", () => {
  it("reads the imports of its own files", () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(sources.find((file) => file.path === "kernel/ipc.ts")?.files).toContain("src/notebook/host.ts");
  });

  it("imports only files that exist", () => {
    const known = new Set(everything);
    expect(sources.flatMap((file) => file.files.filter((target) => !known.has(target)))).toEqual([]);
  });

  it("lets the kernel import the kernel, the table of magics and src", () => {
    expect(strays(/^kernel\//, /^(kernel\/|magics\/index\.ts$|src\/)/)).toEqual([]);
  });

  it("keeps supervisor and session apart: they share what they say to each other, and nothing else", () => {
    expect(strays(/^kernel\/supervisor\//, /^(kernel\/(supervisor\/|[a-z_]+\.ts$)|src\/)/)).toEqual([]);
    expect(strays(/^kernel\/session\//, /^(kernel\/(session\/|[a-z_]+\.ts$)|magics\/index\.ts$|src\/)/)).toEqual([]);
  });

  it("lets magics import magics and the public API", () => {
    expect(strays(/^magics\//, /^(magics\/|src\/index\.ts$)/)).toEqual([]);
  });

  it("lets src import neither kernel nor magics", () => {
    expect(strays(/^src\//, /^src\//)).toEqual([]);
  });

  it("keeps the layers of tracking: errors ← validate ← search ← store", () => {
    expect(strays(/^src\/(errors|entities|mime|python_text)\.ts$/, /^src\/(errors|entities|mime)\.ts$/)).toEqual([]);
    expect(strays(/^src\/validate\w*\.ts$/, /^src\/(validate\w*|errors|entities|python_text)\.ts$/)).toEqual([]);
    expect(strays(/^src\/search\//, /^src\/(search\/|errors\.ts|entities\.ts|validate\.ts|python_text\.ts)/)).toEqual(
      [],
    );
    expect(
      strays(
        /^src\/store\//,
        /^src\/(store\/|search\/|protocol\/|http\/|spool\/|artifacts\/|json\.ts|registry\/(?:model_uri|find_version)\.ts|errors\.ts|entities\.ts|validate\w*\.ts|python_text\.ts|run_name\.ts)/,
      ),
    ).toEqual([]);
    expect(
      strays(/^src\/registry\//, /^src\/(registry\/|artifacts\/|store\/(store|registry)\.ts|errors\.ts|entities\.ts)/),
    ).toEqual([]);
    expect(
      strays(/^src\/artifacts\//, /^src\/(artifacts\/|protocol\/|http\/|errors\.ts|entities\.ts|validate\.ts)/),
    ).toEqual([]);
  });

  it("keeps HTTP, and what waits on the disk for a server, apart from what is sent", () => {
    expect(strays(/^src\/http\//, /^src\/(http\/|errors\.ts)/)).toEqual([]);
    expect(strays(/^src\/spool\//, /^src\/(spool\/|errors\.ts|process_start\.ts|state_folder\.ts)/)).toEqual([]);
  });

  it("keeps the wire's messages apart from server, client and stores, which share them", () => {
    expect(strays(/^src\/protocol\//, /^src\/(protocol\/|errors\.ts|entities\.ts|python_text\.ts)/)).toEqual([]);
  });

  it("lets transfers between stores use stores, artifacts and nothing of what a user sees", () => {
    const lower =
      /^src\/(exchange\/|store\/|artifacts\/|http\/address\.ts|validate\w*\.ts|errors\.ts|entities\.ts|json\.ts|nearest\.ts)/;
    expect(strays(/^src\/exchange\//, lower)).toEqual([]);
  });

  it("lets nothing but commands import the server", () => {
    expect(
      strays(
        /^src\/server\//,
        /^src\/(server\/|models\/|protocol\/|store\/|registry\/|artifacts\/|search\/|http\/address\.ts|errors\.ts|entities\.ts|validate\w*\.ts|python_text\.ts|mime\.ts|json\.ts|html\.ts|version\.ts)/,
      ),
    ).toEqual([]);
    expect(strays(/^src\/(?!server\/|cli\/)/, /^(?!src\/server\/)/)).toEqual([]);
  });

  it("lets the page know the server by HTTP only: the wire's messages, what reads filters, and the plots", () => {
    const pure =
      /^src\/(ui\/|protocol\/|search\/|plots\/|models\/(mlmodel_text|how_to_predict|model)\.ts|xgboost\/(model_bytes|tree_plot|tree_svg|tree)\.ts|entities\.ts|errors\.ts|mime\.ts|csv\.ts|html\.ts|nearest\.ts)/;
    expect(strays(/^src\/ui\//, pure)).toEqual([]);
    expect(strays(/^src\/(?!ui\/)/, /^(?!src\/ui\/)/)).toEqual([]);
  });

  it("keeps what all of the page uses below its folders: api ← parts ← the rest", () => {
    expect(strays(/^src\/ui\/api\//, /^src\/(?!ui\/)|^src\/ui\/api\//)).toEqual([]);
    expect(strays(/^src\/ui\/parts\//, /^src\/(?!ui\/)|^src\/ui\/(api|parts)\//)).toEqual([]);
  });

  it("keeps models and plots away from stores", () => {
    expect(strays(/^src\/(ml|xgboost|hpo|plots)\//, /^src\/(?!store\/|client\.ts|fluent)/)).toEqual([]);
  });

  it("keeps the folders of models away from stores, runs and servers", () => {
    expect(
      strays(
        /^src\/models\//,
        /^src\/(models\/|ml\/|xgboost\/|errors\.ts|json\.ts|python_text\.ts|version\.ts|nearest\.ts|interrupt_check\.ts)/,
      ),
    ).toEqual([]);
  });

  it("keeps pure files pure: no clock, no files, no network", () => {
    const pure =
      /^(src\/jupyter\/wire|magics\/(parse|args)|src\/search\/(lexer|parser|check|clauses|expression|faults|field|matches|rules|sql)|src\/registry\/(model_uri|version_source)|src\/protocol\/\w+)\.ts$/;
    const impure = sources
      .filter((file) => pure.test(file.path))
      .flatMap((file) => {
        const text = readFileSync(join(root, file.path), "utf8");
        return [
          ...text.matchAll(/\bDate\.now\b|\bnew Date\(\)|node:(fs|net|http|https|child_process)\b|\bfetch\(/g),
        ].map((match) => `${file.path}: ${match[0]}`);
      });
    expect(impure).toEqual([]);
  });

  it("imports each native or foreign engine in one file", () => {
    for (const name of [
      "better-sqlite3",
      "zeromq",
      "tslab",
      "hyparquet",
      "arquero",
      "csv-parse",
      "hono",
      "@hono/node-server",
      "graphql",
      "protobufjs",
    ])
      expect(
        importersOf(name).filter((path) => !path.startsWith("src/ui/")),
        name,
      ).toHaveLength(1);
  });

  it("imports each engine of the page in one file of it", () => {
    for (const name of [
      "@codemirror/view",
      "anser",
      "diff",
      "dompurify",
      "hyparquet",
      "katex",
      "markdown-it",
      "papaparse",
      "pdfjs-dist",
      "plotly.js-cartesian-dist-min",
      "uplot",
    ]) {
      const importers = importersOf(name).filter((path) => path.startsWith("src/ui/"));
      expect(importers.length, `${name}: ${importers.join(", ")}`).toBeLessThanOrEqual(1);
    }
  });

  it("uses only the packages it declares", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, object>;
    const atRunTime = new Set([...Object.keys(manifest["dependencies"]!), "labbook"]);
    const bundled = new Set([...Object.keys(manifest["devDependencies"]!), ...atRunTime]);
    const undeclared = sources.flatMap((file) => {
      const declared = file.path.startsWith("src/ui/") ? bundled : atRunTime; // the page is built into one piece
      return file.packages.filter((name) => !declared.has(name)).map((name) => `${file.path}: ${name}`);
    });
    expect(undeclared).toEqual([]);
  });

  it("has no cycle of imports", () => {
    expect(findCycle(new Map(sources.map((file) => [file.path, file.files])))).toEqual([]);
  });

  it("has no file over 400 lines", () => {
    const long = everything
      .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n").length - 1 }))
      .filter((file) => file.lines > 400 && file.path !== "src/store/sqlite/schema.ts");
    expect(long).toEqual([]);
  });
});

function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  function visit(node: string): string[] {
    const start = path.indexOf(node);
    if (start >= 0) return [...path.slice(start), node];
    if (done.has(node)) return [];
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(node);
    return [];
  }
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
