/** Errors as the user shall see them: in terms of cells and files of theirs, without frames of ours. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import type { ErrorContent } from "../ipc.js";
import type { CellCode } from "./cell_code.js";
import type { Problem } from "./interpreter.js";
import type { Place, SourceMaps } from "./source_maps.js";
import { excerpt, positionAt } from "./text_position.js";

const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const ours = [
  join(packageRoot, "dist/"),
  join(packageRoot, "src/"),
  "/node_modules/tslab/",
  "/tslab/dist/",
  "node:",
  "evalmachine.",
  "<anonymous>:",
];

interface Frame {
  readonly text: string;
  readonly place: Place | null;
}

const framesOf = new WeakMap<object, readonly Frame[]>();

/** Makes `error.stack` read like our tracebacks wherever user code looks at it or prints it. */
export function installStackTraces(maps: SourceMaps): void {
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.flatMap((site) => frameOf(`    at ${String(site)}`, maps) ?? []);
    framesOf.set(error, frames);
    return [Error.prototype.toString.call(error), ...collapsed(frames)].join("\n");
  };
}

/** A value that was thrown. */
export function thrownContent(error: unknown, maps: SourceMaps): ErrorContent {
  if (!(error instanceof Error)) {
    const evalue = typeof error === "string" ? error : inspect(error);
    return { ename: "Thrown", evalue, traceback: [`Thrown: ${evalue}`] };
  }
  const ename = error.name || error.constructor.name;
  return { ename, evalue: error.message, traceback: lines(error, maps, 0) };
}

/** Errors that the type checker found; nothing was run. */
export function problemsContent(problems: readonly Problem[], cell: CellCode): ErrorContent {
  const placed = problems.map((problem) => {
    if (problem.fileName !== undefined) {
      return { where: `${problem.fileName}:${problem.line}:${problem.column}`, problem, shown: [] as string[] };
    }
    const position = positionAt(cell.original, cell.toOriginal(problem.start));
    return { where: `${position.line}:${position.column}`, problem, shown: excerpt(cell.original, position) };
  });
  const first = placed[0]!;
  return {
    ename: "TypeScriptError",
    evalue: `${first.where} - ${first.problem.message}`,
    traceback: placed.flatMap(({ where, problem, shown }) => [
      `${where.includes(".") ? "" : `cell ${cell.label}:`}${where} - error TS${problem.code}: ${problem.message}`,
      ...shown,
    ]),
  };
}

/** A stack as one text, for what is printed rather than raised. */
export function stackText(error: unknown, maps: SourceMaps): string {
  return thrownContent(error, maps).traceback.join("\n");
}

function lines(error: Error, maps: SourceMaps, depth: number): string[] {
  const frames = framesIn(error, maps);
  const name = error.name || error.constructor.name;
  const head = error.message === "" ? name : `${name}: ${error.message}`;
  const top = frames.find((frame) => frame.place?.cell)?.place;
  return [
    ...head.split("\n"),
    ...(top?.cell ? excerpt(top.cell.original, top) : []),
    ...collapsed(frames),
    ...causes(error, maps, depth),
  ];
}

/** Those that were noted when the stack was made, or what a stack of another making says. */
function framesIn(error: Error, maps: SourceMaps): readonly Frame[] {
  const stack = typeof error.stack === "string" ? error.stack : "";
  const noted = framesOf.get(error);
  if (noted !== undefined) return noted;
  const all = stack.split("\n");
  const first = all.findIndex((line) => /^\s+at /.test(line));
  return first < 0 ? [] : all.slice(first).flatMap((line) => frameOf(line, maps) ?? []);
}

/** A frame that repeats itself, as in a recursion without end, is told with its number. */
function collapsed(frames: readonly Frame[]): string[] {
  const texts: string[] = [];
  for (let at = 0; at < frames.length;) {
    const { text } = frames[at]!;
    let end = at + 1;
    while (end < frames.length && frames[end]!.text === text) end++;
    texts.push(text);
    if (end - at === 2) texts.push(text);
    else if (end - at > 2) texts.push(`    … the same ${end - at - 1} more times`);
    at = end;
  }
  return texts;
}

function causes(error: Error, maps: SourceMaps, depth: number): string[] {
  if (depth >= 3) return [];
  const inner =
    error instanceof AggregateError
      ? (error.errors as unknown[])
      : error.cause instanceof Error && depth === 0 && !isOurs(error)
        ? [error.cause]
        : [];
  return inner.flatMap((one) => {
    const text = one instanceof Error ? lines(one, maps, depth + 1) : [inspect(one)];
    return [`Caused by: ${text[0]}`, ...text.slice(1)];
  });
}

/** The cause of an error of ours is told in its message. */
function isOurs(error: Error): boolean {
  return error.name === "TrackingError" || error.name === "FilterError";
}

function frameOf(line: string, maps: SourceMaps): Frame | null {
  const found =
    /^\s+at (?:async )?(?:(.*) \()?((?:labbook:cell-\d+)|(?:file:\/\/)?\/[^()]+?|node:[^()]+?|[A-Za-z]:[^()]+?):(\d+):(\d+)\)?$/.exec(
      line,
    );
  if (found === null)
    return ours.some((part) => line.includes(part)) || /<anonymous>\)?$/.test(line)
      ? null
      : { text: line, place: null };
  const [, called, file, lineNumber, column] = found;
  const name = file!.startsWith("file://") ? fileURLToPath(file!) : file!;
  if (maps.knows(name)) {
    const place = maps.find(name, Number(lineNumber), Number(column));
    if (place === null) return null;
    const where = `${place.cell === null ? place.path : `cell ${place.cell.label}`}:${place.line}:${place.column}`;
    const shown = called?.replace(/^Proxy\./, ""); // a function of an earlier cell is called on the shared exports
    return { text: `    at ${isWrapper(shown) ? where : `${shown} (${where})`}`, place };
  }
  return ours.some((part) => name.includes(part)) ? null : { text: line, place: null };
}

/** The anonymous function around a cell. */
function isWrapper(called: string | undefined): boolean {
  return called === undefined || called === "" || called === "eval";
}
