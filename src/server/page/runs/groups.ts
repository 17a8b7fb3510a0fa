/** `runs/groups`: all runs that match, gathered by their values. */
import { invalid } from "../../../errors.js";
import type { Aggregate, CellValue, RunGroup, RunGroups } from "../../../protocol/page.js";
import { type Field, numberIn } from "../../../search/field.js";
import { compareTexts } from "../../../store/field_summary.js";
import { type Body, fields, optionalText, selectionIn } from "./request.js";
import type { RunSource } from "./source.js";

export async function runGroups(body: Body, { ordered, columns }: RunSource): Promise<RunGroups> {
  const selection = selectionIn(body);
  const [by, summed] = [fields(body, "by"), fields(body, "fields")];
  if (by.length === 0) throw invalid("The field 'by' is empty; name the columns whose values make a group.");
  const compare = orderOf(optionalText(body, "orderBy") ?? "runs DESC", by, summed);
  const runIds = await ordered.runs(selection);
  const cells = await columns.cells(runIds, [...by, ...summed]);
  const groups = gathered(runIds.length, cells.slice(0, by.length), cells.slice(by.length), summed);
  return { total: runIds.length, groups: groups.sort(compare) };
}

function gathered(
  count: number,
  by: readonly (readonly CellValue[])[],
  values: readonly (readonly CellValue[])[],
  summed: readonly Field[],
): RunGroup[] {
  const groups = new Map<string, { values: readonly CellValue[]; runs: number; sums: Sum[] }>();
  for (let place = 0; place < count; place++) {
    const own = by.map((column) => column[place]!);
    const key = JSON.stringify(own);
    let group = groups.get(key);
    if (group === undefined) {
      group = { values: own, runs: 0, sums: summed.map(() => new Sum()) };
      groups.set(key, group);
    }
    group.runs++;
    for (const [index, column] of values.entries()) group.sums[index]!.add(column[place]!);
  }
  return [...groups.values()].map(({ values: own, runs, sums }) => ({
    values: own,
    runs,
    aggregates: Object.fromEntries(summed.map(({ name }, index) => [name, sums[index]!.aggregate()])),
  }));
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

type Compare = (a: RunGroup, b: RunGroup) => number;

function orderOf(text: string, by: readonly Field[], summed: readonly Field[]): Compare {
  const [, term = text, word] = /^(.*?)(?:\s+(ASC|DESC))?$/is.exec(text.trim()) ?? [];
  const descending = word?.toUpperCase() === "DESC";
  const value = valueOf(term, by, summed);
  return (a, b) => compareCells(value(a), value(b), descending) || b.runs - a.runs || byValues(a, b);
}

function valueOf(term: string, by: readonly Field[], summed: readonly Field[]): (group: RunGroup) => CellValue {
  const place = by.findIndex(({ name }) => name === term);
  if (place >= 0) return (group) => group.values[place]!;
  if (term === "runs") return (group) => group.runs;
  const [, which, name = ""] = /^(min|mean|max|std|count)\s+(.*)$/s.exec(term) ?? [];
  if (which !== undefined && summed.some((field) => field.name === name)) {
    return (group) => group.aggregates[name]![which as keyof Aggregate];
  }
  throw invalid(
    `Invalid value '${term}' for field 'orderBy': it must be runs, a field of 'by', or min, mean, max or std of one of 'fields'.`,
  );
}

function byValues(a: RunGroup, b: RunGroup): number {
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
