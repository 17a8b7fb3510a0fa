/** `runs/table`: a window of rows, as columns. */
import {
  attributeFields,
  type CellValue,
  type FieldSummary,
  type RunSelection,
  type RunTable,
} from "../../../protocol/page.js";
import { type Field, readField } from "../../../search/field.js";
import { allExperiments } from "../../../store/all_experiments.js";
import { parentTag, type RunHead, type Soon } from "../../../store/run_columns.js";
import { type Body, fields, fieldsIn, flag, selectionIn, texts, wholeNumber } from "./request.js";
import type { RunSource } from "./source.js";

const parentField = readField(`tags.${parentTag}`, attributeFields);

export async function runTable(body: Body, source: RunSource): Promise<RunTable> {
  const selection = flag(body, "everywhere") ? await everywhere(selectionIn(body), source) : selectionIn(body);
  const orderBy = body["orderBy"] === undefined ? [] : texts(body, "orderBy", 100);
  const offset = body["offset"] === undefined ? 0 : wholeNumber(body, "offset", 0, Number.MAX_SAFE_INTEGER);
  const limit = wholeNumber(body, "limit", 0, 50_000);
  const wanted = body["fields"] === "all" || body["fields"] === "opening" ? body["fields"] : fields(body, "fields");
  const [roots, withFields] = [flag(body, "roots"), flag(body, "withFields")];
  const soon: Soon | undefined = flag(body, "soon") ? { reading: false } : undefined;

  const matching = await source.ordered.runs(selection, orderBy, soon);
  const tree = roots ? await treeOf(source, matching) : undefined;
  const runIds = (tree?.roots ?? matching).slice(offset, offset + limit);
  const summary =
    withFields || wanted === "opening"
      ? await source.summary(await experimentsOf(selection, source), selection.viewType!, soon)
      : [];
  const columns = await fieldsOf(wanted, source, runIds, summary);
  const [parents, ...cells] = await source.columns.cells(runIds, [parentField, ...columns]);
  return {
    total: matching.length,
    all: (selection.filter ?? "") === "" ? matching.length : await countAll(selection, source, soon),
    ...(soon?.reading === true && { reading: true }),
    ...(tree !== undefined && { rootTotal: tree.roots.length }),
    offset,
    runs: {
      ...headColumns(await source.columns.heads(runIds)),
      parentRunId: parents!.map((parent) => (parent === null || parent === "" ? null : String(parent))),
      ...(tree !== undefined && { children: runIds.map((runId) => tree.children.get(runId) ?? 0) }),
    },
    columns: recordOf(columns, cells),
    ...(withFields && { fields: summary }),
  };
}

async function everywhere(selection: RunSelection, { store }: RunSource): Promise<RunSelection> {
  const experiments = await allExperiments(store, { viewType: "ACTIVE_ONLY" });
  return { ...selection, experimentIds: experiments.map(({ experimentId }) => experimentId) };
}

async function fieldsOf(
  wanted: readonly Field[] | "all" | "opening",
  { columns }: RunSource,
  runIds: readonly string[],
  summary: readonly FieldSummary[],
): Promise<readonly Field[]> {
  if (wanted === "all") return fieldsIn(await columns.names(runIds));
  if (wanted === "opening") return fieldsIn(summary.filter((field) => field.opening).map((field) => field.name));
  return wanted;
}

/** Those of the runs that are named, where no experiments are. */
async function experimentsOf(
  { experimentIds, runIds }: RunSelection,
  { columns }: RunSource,
): Promise<readonly string[]> {
  if (experimentIds.length > 0 || runIds === undefined) return experimentIds;
  const found = await columns.match({ experimentIds: [], runIds });
  const [ids] = await columns.cells(found, [readField("experiment_id", attributeFields)]);
  return [...new Set(ids!.map(String))];
}

async function countAll(selection: RunSelection, { ordered }: RunSource, soon?: Soon): Promise<number> {
  return (await ordered.runs({ ...selection, filter: "" }, [], soon)).length;
}

interface Tree {
  readonly roots: readonly string[];
  readonly children: ReadonlyMap<string, number>;
}

/** Of runs whose ancestors lead back to themselves the last is at the top, or nobody would see them. */
async function treeOf({ columns }: RunSource, matching: readonly string[]): Promise<Tree> {
  const [cells] = await columns.cells(matching, [parentField]);
  const places = new Map(matching.map((runId, place) => [runId, place]));
  const parents = matching.map((_, place) => {
    const parent = cells![place];
    return typeof parent === "string" ? places.get(parent) : undefined;
  });
  breakCircles(parents);
  const children = new Map<string, number>();
  for (const parent of parents) {
    if (parent !== undefined) children.set(matching[parent]!, (children.get(matching[parent]!) ?? 0) + 1);
  }
  return { roots: matching.filter((_, place) => parents[place] === undefined), children };
}

/** Goes over each run once, however long the chains of ancestors are. */
function breakCircles(parents: (number | undefined)[]): void {
  const walks = new Int32Array(parents.length);
  for (let start = 0; start < parents.length; start++) {
    let at: number | undefined = start;
    for (; at !== undefined && walks[at] === 0; at = parents[at]) walks[at] = start + 1;
    if (at === undefined || walks[at] !== start + 1) continue;
    let last = at;
    for (let next = parents[at]!; next !== at; next = parents[next]!) last = Math.max(last, next);
    parents[last] = undefined;
  }
}

function headColumns(heads: readonly RunHead[]): Omit<RunTable["runs"], "parentRunId" | "children"> {
  return {
    runId: heads.map((head) => head.runId),
    experimentId: heads.map((head) => head.experimentId),
    runName: heads.map((head) => head.runName),
    status: heads.map((head) => head.status),
    startTimeMs: heads.map((head) => head.startTimeMs),
    endTimeMs: heads.map((head) => head.endTimeMs),
    lifecycleStage: heads.map((head) => head.lifecycleStage),
  };
}

function recordOf(columns: readonly Field[], cells: readonly (readonly CellValue[])[]): RunTable["columns"] {
  return Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]!]));
}
