/** What was executed, for `history_request`. Pure but for its list. */

interface Line {
  readonly input: string;
  output: string | null;
}

export interface HistoryRequest {
  readonly hist_access_type?: unknown;
  readonly output?: unknown;
  readonly session?: unknown;
  readonly start?: unknown;
  readonly stop?: unknown;
  readonly n?: unknown;
  readonly pattern?: unknown;
  readonly unique?: unknown;
}

/** `[session, line, input]`, or `[session, line, [input, output]]` when outputs are asked for. */
export type HistoryTuple = readonly [number, number, string | readonly [string, string | null]];

/** This kernel's session has number 1; a request may call it 1 or 0. */
const sessionNumber = 1;

export class History {
  /** By execution count. */
  readonly #lines = new Map<number, Line>();

  add(executionCount: number, input: string): void {
    this.#lines.set(executionCount, { input, output: null });
  }

  setOutput(executionCount: number, output: string): void {
    const line = this.#lines.get(executionCount);
    if (line !== undefined) line.output = output;
  }

  answer(request: HistoryRequest): HistoryTuple[] {
    const chosen = this.#chosen(request);
    return chosen.map(([number, { input, output }]) => [
      sessionNumber,
      number,
      request.output === true ? [input, output] : input,
    ]);
  }

  #chosen(request: HistoryRequest): [number, Line][] {
    const all = [...this.#lines];
    const count = typeof request.n === "number" ? request.n : null;
    switch (request.hist_access_type) {
      case "range":
        return inRange(all, request);
      case "search": {
        const found = all.filter(([, line]) => glob(request.pattern).test(line.input));
        return last(request.unique === true ? unique(found) : found, count);
      }
      default:
        return last(all, count);
    }
  }
}

/** Lines `start` up to but not including `stop`; null or no `stop` means to the end. */
function inRange(lines: [number, Line][], { session, start, stop }: HistoryRequest): [number, Line][] {
  if (typeof session === "number" && session !== 0 && session !== sessionNumber) return [];
  const from = typeof start === "number" ? start : 0;
  const to = typeof stop === "number" ? stop : Infinity;
  return lines.filter(([number]) => number >= from && number < to);
}

function last<T>(list: T[], count: number | null): T[] {
  return count === null ? list : count <= 0 ? [] : list.slice(-count);
}

/** Of equal inputs the newest. */
function unique(lines: [number, Line][]): [number, Line][] {
  return lines.filter(([, line], index) => !lines.slice(index + 1).some(([, later]) => later.input === line.input));
}

/** `*` and `?` as in file names, for the whole input. */
function glob(pattern: unknown): RegExp {
  const text = typeof pattern === "string" && pattern !== "" ? pattern : "*";
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[\\s\\S]*")
    .replaceAll("?", "[\\s\\S]");
  return new RegExp(`^${source}$`);
}
