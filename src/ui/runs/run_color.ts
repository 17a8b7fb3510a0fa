/**
 * The colour of a run: the one that was chosen for it, else one of twelve that it keeps in this browser, whatever is filtered or
 * sorted. Runs that are seen one after the other get different ones.
 */

/** Told apart by people who do not see all colours, and readable on light and dark (after Okabe and Ito, and Tol). */
export const palette: readonly string[] = [
  "#3b7dd8",
  "#d9822b",
  "#1b998b",
  "#c44569",
  "#7d5ba6",
  "#8a9a2b",
  "#2aa7c9",
  "#b5651d",
  "#5b6ee1",
  "#d15fa8",
  "#4f9d45",
  "#a23b3b",
];

const storageKey = "labbook.runColors";
const mostKept = 5000;
/** Of one grouping; more would drive out the colours of runs. */
const mostGroups = 100;

/** Id of a run or group → place in the palette; the oldest first. */
let given: Map<string, number> | undefined;
/** Places that were given last, so that the next run gets another. */
const recent: number[] = [];
let saving: ReturnType<typeof setTimeout> | undefined;

/** `#rrggbb`. `ofGroup`: the colour of its group, where runs are grouped. */
export function runColor(runId: string, chosen: Readonly<Record<string, string>>, ofGroup?: string): string {
  const own = Object.hasOwn(chosen, runId) ? chosen[runId] : undefined;
  return own !== undefined && /^#[0-9a-f]{6}$/i.test(own) ? own : (ofGroup ?? palette[placeOf(runId)]!);
}

/** By the ids of groups (`groupIdOf`) of runs that are grouped by `by`: kept as those of runs are, and apart for up to twelve. */
export function groupColors(by: readonly string[], ids: readonly string[]): ReadonlyMap<string, string> {
  given ??= remembered();
  const keys = ids.map((id) => `${JSON.stringify(by)} ${id}`);
  const taken = keys.map((key) => given!.get(key) ?? -1);
  keys.forEach((key, index) => {
    if (taken[index] !== -1) return;
    const free = index < mostGroups ? palette.findIndex((_, place) => !taken.includes(place)) : -1;
    taken[index] = free === -1 ? hashOf(key) % palette.length : free;
    if (index < mostGroups) keep(key, taken[index]);
  });
  return new Map(ids.map((id, index) => [id, palette[taken[index]!]!]));
}

function placeOf(runId: string): number {
  given ??= remembered();
  const known = given.get(runId);
  if (known !== undefined) return known;
  const first = preferred(runId);
  const places = palette.map((_, index) => (first + index) % palette.length);
  const place = places.find((one) => !recent.includes(one)) ?? first;
  recent.push(place);
  if (recent.length >= palette.length) recent.shift();
  keep(runId, place);
  return place;
}

function keep(id: string, place: number): void {
  given!.set(id, place);
  if (given!.size > mostKept) given!.delete(given!.keys().next().value!);
  saving ??= setTimeout(save, 1000);
}

function preferred(runId: string): number {
  return hashOf(runId.slice(0, 8)) % palette.length;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index++) hash = (hash * 31 + text.charCodeAt(index)) >>> 0;
  return hash;
}

/** A browser may forbid storage to a page, or hold what somebody else wrote there: then colours are given anew. */
function remembered(): Map<string, number> {
  try {
    const pairs: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    const isPlace = (value: unknown): boolean => Number.isInteger(value) && palette[value as number] !== undefined;
    const fits = (pair: unknown): pair is [string, number] =>
      Array.isArray(pair) && typeof pair[0] === "string" && isPlace(pair[1]);
    return new Map(Array.isArray(pairs) ? pairs.filter(fits) : []);
  } catch (error) {
    return noStorage(error, new Map());
  }
}

function save(): void {
  saving = undefined;
  try {
    localStorage.setItem(storageKey, JSON.stringify([...given!]));
  } catch (error) {
    noStorage(error, undefined);
  }
}

/** ReferenceError: outside of browsers. */
function noStorage<T>(error: unknown, otherwise: T): T {
  if (error instanceof SyntaxError || error instanceof DOMException || error instanceof ReferenceError)
    return otherwise;
  throw error;
}
