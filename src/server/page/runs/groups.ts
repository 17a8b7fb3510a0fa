/** `runs/groups`: all runs that match, gathered by their values. */
import { invalid } from "../../../errors.js";
import type { Aggregate, CellValue, RunGroup, RunGroups } from "../../../protocol/page.js";
import { type Field, numberIn } from "../../../search/field.js";
import { compareTexts } from "../../../store/field_summary.js";
import { noteAnswer } from "../../memory.js";
import { type Body, fields, optionalText, selectionIn, wholeNumber } from "./request.js";
import type { RunSource } from "./source.js";

/** Of a value that each run has for itself there are as many groups as runs, which nobody reads. */
const usualGroups = 1000;
const mostGroups = 50_000;
/** Columns that are read at once: some 20 of them hold 50 MB of 50,000 runs. */
const columnsAtOnce = 4;

export async function runGroups(body: Body, source: RunSource): Promise<RunGroups> {
  const selection = selectionIn(body);
  const [by, summed] = [fields(body, "by"), fields(body, "fields")];
  if (by.length === 0) throw invalid("The field 'by' is empty; name the columns whose values make a group.");
  const limit = body["limit"] === undefined ? usualGroups : wholeNumber(body, "limit", 0, mostGroups);
  const { compare, aggregated } = orderOf(optionalText(body, "orderBy") ?? "runs DESC", by, summed);
  const runIds = await source.ordered.runs(selection);
  const all = gathered(runIds.length, await source.columns.cells(runIds, by));
  // Only what decides the order is summed up for all groups, the rest for those that are answered.
  if (aggregated !== undefined) await sumUp(source, runIds, all, [aggregated]);
  const groups = all.groups.sort(compare).slice(0, limit);
  await sumUp(source, runIds, { ...all, groups }, summed);
  noteAnswer(runIds.length * charactersPerValue * (by.length + summed.length));
  return { total: runIds.length, groupCount: all.groups.length, groups: groups.map(answered) };
}

/** What reading a value of a run leaves behind, as characters of an answer do. */
const charactersPerValue = 8;

interface Group {
  readonly values: readonly CellValue[];
  /** Which one it is, in order of its first run. */
  readonly index: number;
  runs: number;
  /** By name of the field, which begins with its kind. */
  readonly aggregates: Record<string, Aggregate>;
}

interface Gathered {
  readonly groups: Group[];
  /** The index of the group of each run. */
  readonly indices: Uint32Array;
}

function gathered(count: number, by: readonly (readonly CellValue[])[]): Gathered {
  const groups = new Map<string, Group>();
  const indices = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    const values = by.map((column) => column[place]!);
    const key = JSON.stringify(values);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { values, index: groups.size, runs: 0, aggregates: {} }));
    group.runs++;
    indices[place] = group.index;
  }
  return { groups: [...groups.values()], indices };
}

async function sumUp(
  { columns }: RunSource,
  runIds: readonly string[],
  { groups, indices }: Gathered,
  summed: readonly Field[],
): Promise<void> {
  for (let start = 0; start < summed.length; start += columnsAtOnce) {
    const some = summed.slice(start, start + columnsAtOnce);
    const cells = await columns.cells(runIds, some);
    for (const [place, { name }] of some.entries()) {
      const sums = new Map(groups.map(({ index }) => [index, new Sum()]));
      for (const [run, index] of indices.entries()) sums.get(index)?.add(cells[place]![run]!);
      for (const group of groups) group.aggregates[name] = sums.get(group.index)!.aggregate();
    }
  }
}

function answered({ values, runs, aggregates }: Group): RunGroup {
  return { values, runs, aggregates };
}

/** Mean and deviation in one pass (Welford), so that large values close to each other keep their digits. */
class Sum {
  #count = 0;
  #mean = 0;
  #squares = 0;
  #min = Infinity;
  #max = -Infinity;

  add(cell: CellValue): void {
    const value = typeof cell === "string" ? numberIn(cell) : cell;
    if (value === null) return;
    this.#count++;
    const step = value - this.#mean;
    this.#mean += step / this.#count;
    this.#squares += step * (value - this.#mean);
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
  }

  aggregate(): Aggregate {
    const count = this.#count;
    if (count === 0) return { count, min: null, mean: null, max: null, std: null };
    const std = count < 2 ? null : Math.sqrt(this.#squares / (count - 1));
    return { count, min: this.#min, mean: this.#mean, max: this.#max, std };
  }
}

interface Order {
  readonly compare: (a: Group, b: Group) => number;
  /** What must be summed up before groups can be compared. */
  readonly aggregated?: Field;
}

function orderOf(text: string, by: readonly Field[], summed: readonly Field[]): Order {
  const [, term = text, word] = /^(.*?)(?:\s+(ASC|DESC))?$/is.exec(text.trim()) ?? [];
  const descending = word?.toUpperCase() === "DESC";
  const { value, aggregated } = valueOf(term, by, summed);
  return {
    compare: (a, b) => compareCells(value(a), value(b), descending) || b.runs - a.runs || byValues(a, b),
    ...(aggregated !== undefined && { aggregated }),
  };
}

function valueOf(
  term: string,
  by: readonly Field[],
  summed: readonly Field[],
): { readonly value: (group: Group) => CellValue; readonly aggregated?: Field } {
  const place = by.findIndex(({ name }) => name === term);
  if (place >= 0) return { value: (group) => group.values[place]! };
  if (term === "runs") return { value: (group) => group.runs };
  const [, which, name = ""] = /^(min|mean|max|std|count)\s+(.*)$/s.exec(term) ?? [];
  const aggregated = which === undefined ? undefined : summed.find((field) => field.name === name);
  if (aggregated === undefined) {
    throw invalid(
      `Invalid value '${term}' for field 'orderBy': it must be runs, a field of 'by', or min, mean, max or std of one of 'fields'.`,
    );
  }
  return { value: (group) => group.aggregates[name]![which as keyof Aggregate], aggregated };
}

function byValues(a: Group, b: Group): number {
  for (const [place, value] of a.values.entries()) {
    const order = compareCells(value, b.values[place]!, false);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers, then text, then what is missing, in both directions. */
function compareCells(a: CellValue, b: CellValue, descending: boolean): number {
  const [one, other] = [numeric(a), numeric(b)];
  const rank = (value: CellValue): number => (value === null ? 2 : typeof value === "number" ? 0 : 1);
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  const order =
    typeof one === "number" && typeof other === "number" ? one - other : compareTexts(String(one), String(other));
  return descending ? -order : order;
}

function numeric(cell: CellValue): CellValue {
  return typeof cell === "string" ? (numberIn(cell) ?? cell) : cell;
}
