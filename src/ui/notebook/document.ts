/** A notebook's file as what the page shows. Anyone may have written it: what has not the right shape is left out. Pure. */

export interface NotebookDocument {
  /** Of its code: `typescript`, `python` …; empty: not said. */
  readonly language: string;
  readonly cells: readonly NotebookCell[];
}

export interface NotebookCell {
  /** As the file says; cells of old notebooks have none, and are called by their index. */
  readonly id: string;
  readonly index: number;
  readonly type: "code" | "markdown" | "raw";
  readonly source: string;
  readonly executionCount: number | null;
  readonly outputs: readonly Output[];
  /** Pictures in its text, which calls them `attachment:name`: names → data URLs. */
  readonly attachments: ReadonlyMap<string, string>;
  /** What labbook's snapshot noted on it; null in other notebooks. */
  readonly flags: SnapshotFlags | null;
}

export interface SnapshotFlags {
  readonly executed: boolean;
  /** Place of its last execution in the order of executions, from 1. */
  readonly seq: number | null;
  /** The source that ran is not the one that was in the file. */
  readonly unsaved: boolean;
  /** It ran before a cell that stands above it. */
  readonly outOfOrder: boolean;
  readonly notInFile: boolean;
}

export type Output =
  | { readonly kind: "stream"; readonly name: string; readonly text: string }
  | { readonly kind: "error"; readonly name: string; readonly message: string; readonly traceback: string }
  | { readonly kind: "bundle"; readonly data: ReadonlyMap<string, unknown>; readonly isResult: boolean };

type Loose = Readonly<Record<string, unknown>>;

/** Throws an `Error` that says what is wrong with the file. */
export function parseNotebook(text: string): NotebookDocument {
  return documentOf(parsed(text));
}

/** Of the file's JSON; throws an `Error` where that is no notebook. */
export function documentOf(json: unknown): NotebookDocument {
  const file = objectOf(json);
  if (file === null) throw new Error("The file is not a notebook: it holds no JSON object.");
  const worksheet = objectOf(listOf(file["worksheets"])[0]); // nbformat 3
  const cells = Array.isArray(file["cells"]) ? file["cells"] : worksheet?.["cells"];
  if (!Array.isArray(cells)) throw new Error("The file is not a notebook: it has no list of cells.");
  return { language: languageOf(file), cells: cells.map(cellOf) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error(`The file is not a notebook: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function languageOf(file: Loose): string {
  const metadata = objectOf(file["metadata"]);
  const named = objectOf(metadata?.["language_info"])?.["name"] ?? objectOf(metadata?.["kernelspec"])?.["language"];
  return typeof named === "string" ? named.toLowerCase() : "";
}

function cellOf(value: unknown, index: number): NotebookCell {
  const cell = objectOf(value) ?? {};
  const type = cell["cell_type"];
  const count = cell["execution_count"] ?? cell["prompt_number"];
  return {
    id: typeof cell["id"] === "string" && cell["id"] !== "" ? cell["id"] : String(index),
    index,
    type: type === "code" || type === "markdown" ? type : type === "heading" ? "markdown" : "raw",
    source: textOf(cell["source"] ?? cell["input"]),
    executionCount: typeof count === "number" ? count : null,
    outputs: listOf(cell["outputs"]).map(outputOf),
    attachments: attachmentsOf(objectOf(cell["attachments"]) ?? {}),
    flags: flagsOf(objectOf(objectOf(cell["metadata"])?.["labbook"])),
  };
}

function attachmentsOf(attachments: Loose): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(attachments).flatMap(([name, bundle]) => {
      const url = pictureIn(new Map(Object.entries(objectOf(bundle) ?? {})));
      return url === null ? [] : [[name, url] as const];
    }),
  );
}

const pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** A data URL of the first picture by pixels in a MIME bundle. */
export function pictureIn(bundle: ReadonlyMap<string, unknown>): string | null {
  const mime = pictures.find((one) => bundle.has(one));
  if (mime === undefined) return null;
  const bytes = textOf(bundle.get(mime)).replace(/\s+/g, "");
  return /^[A-Za-z0-9+/]+=*$/.test(bytes) ? `data:${mime};base64,${bytes}` : null;
}

function flagsOf(flags: Loose | null): SnapshotFlags | null {
  if (flags === null) return null;
  return {
    executed: flags["executed"] === true,
    seq: typeof flags["seq"] === "number" ? flags["seq"] : null,
    unsaved: flags["unsaved"] === true,
    outOfOrder: flags["outOfOrder"] === true,
    notInFile: flags["notInFile"] === true,
  };
}

/** An output as files and ledgers store it. What is unknown is an empty bundle: outputs keep their places. */
export function outputOf(value: unknown): Output {
  const output = objectOf(value) ?? {};
  const type = output["output_type"];
  if (type === "stream") return { kind: "stream", name: textOf(output["name"]), text: textOf(output["text"]) };
  if (type === "error" || type === "pyerr")
    return {
      kind: "error",
      name: textOf(output["ename"]),
      message: textOf(output["evalue"]),
      traceback: listOf(output["traceback"]).map(String).join("\n"),
    };
  const data = new Map(Object.entries(objectOf(output["data"]) ?? {}));
  return { kind: "bundle", data, isResult: type === "execute_result" };
}

/** Texts may be lists of lines. */
export function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter((line) => typeof line === "string").join("");
  return typeof value === "string" ? value : "";
}

export function objectOf(value: unknown): Loose | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Loose) : null;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
