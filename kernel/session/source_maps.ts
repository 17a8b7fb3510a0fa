/** From places in running code back to what the user wrote: cells by number, local files by path. */
import { originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import { extname } from "node:path";
import type { CellCode } from "./cell_code.js";
import type { Emitted } from "./emit.js";
import { offsetAt, type Position, positionAt } from "./text_position.js";

export interface Place extends Position {
  /** null for a file. */
  readonly cell: CellCode | null;
  /** Path of the TypeScript file; null for a cell. */
  readonly path: string | null;
}

interface Mapped {
  readonly cell: CellCode | null;
  readonly path: string | null;
  map: TraceMap | string | null;
}

/** The line that tslab puts in front of a cell's source. */
const linesBefore = 1;

export class SourceMaps {
  readonly #sources = new Map<string, Mapped>();
  #count = 0;

  /** Returns the name under which the cell's code shall run. */
  addCell(cell: CellCode, file: Emitted): string {
    const name = `labbook:cell-${++this.#count}`;
    this.#sources.set(name, { cell, path: null, map: file.map });
    return name;
  }

  addFile(path: string, file: Emitted): void {
    const source = path.slice(0, -extname(path).length) + extname(file.source ?? ".ts");
    this.#sources.set(path, { cell: null, path: source, map: file.map });
  }

  /** null for code that is not the user's, or has no counterpart in what the user wrote. */
  find(name: string, line: number, column: number): Place | null {
    const mapped = this.#sources.get(name);
    if (mapped?.map == null) return null;
    if (typeof mapped.map === "string") mapped.map = new TraceMap(mapped.map);
    const found = originalPositionFor(mapped.map, { line, column: column - 1 });
    if (found.line === null) return null;
    const { cell, path } = mapped;
    if (cell === null) return { cell, path, line: found.line, column: found.column + 1 };
    const offset = offsetAt(cell.generated, { line: found.line - linesBefore, column: found.column + 1 });
    return { cell, path, ...positionAt(cell.original, cell.toOriginal(offset)) };
  }

  knows(name: string): boolean {
    return this.#sources.has(name);
  }
}
