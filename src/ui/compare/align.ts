/** Two notebooks, cell by cell: which cells are the same ones, by id, then by how alike their sources are. Pure. */

export interface Alignable {
  readonly id: string;
  readonly type: string;
  readonly source: string;
}

export interface Aligned<C> {
  /** null: only the other has it. */
  readonly left: C | null;
  readonly right: C | null;
  /** It stands elsewhere in the other. */
  readonly moved: boolean;
}

/** What is less alike are two cells. */
const leastAlike = 0.5;

/** In the order of both; cells that crossed stand where the right one has them. */
export function alignCells<C extends Alignable>(left: readonly C[], right: readonly C[]): Aligned<C>[] {
  const pairs = pathOf(left, right);
  const free = new Set(pairs.flatMap((pair) => (pair.right === null && pair.left !== null ? [pair.left] : [])));
  const places = placesOf(free);
  const withMoved = pairs.map((pair): Aligned<C> => {
    if (pair.left !== null || pair.right === null) return pair;
    const moved = movedIn(free, places, pair.right);
    if (moved === undefined) return pair;
    free.delete(moved);
    return { left: moved, right: pair.right, moved: true };
  });
  return withMoved.filter(({ left: cell, right: other }) => other !== null || (cell !== null && free.has(cell)));
}

/** By id and by source. */
function placesOf<C extends Alignable>(cells: Iterable<C>): ReadonlyMap<string, readonly C[]> {
  const places = new Map<string, C[]>();
  const put = (key: string, cell: C): void => {
    const known = places.get(key);
    if (known === undefined) places.set(key, [cell]);
    else known.push(cell);
  };
  for (const cell of cells) {
    if (isRealId(cell.id)) put(`id ${cell.id}`, cell);
    if (cell.source.trim() !== "") put(`source ${cell.source}`, cell);
  }
  return places;
}

function movedIn<C extends Alignable>(
  free: ReadonlySet<C>,
  places: ReadonlyMap<string, readonly C[]>,
  cell: C,
): C | undefined {
  const first = (key: string): C | undefined => places.get(key)?.find((one) => free.has(one));
  return first(`id ${cell.id}`) ?? first(`source ${cell.source}`);
}

/** Cells of old notebooks have only their index. */
function isRealId(id: string): boolean {
  return !/^\d+$/.test(id);
}

/** What both begin and end with is set aside: most of two notebooks is the same. */
function pathOf<C extends Alignable>(left: readonly C[], right: readonly C[]): Aligned<C>[] {
  const most = Math.min(left.length, right.length);
  let start = 0;
  while (start < most && isSame(left[start]!, right[start]!)) start++;
  let end = 0;
  while (end < most - start && isSame(left.at(-1 - end)!, right.at(-1 - end)!)) end++;
  const paired = (from: number, to: number, other: number): Aligned<C>[] =>
    left.slice(from, to).map((cell, index) => ({ left: cell, right: right[other + index]!, moved: false }));
  return [
    ...paired(0, start, 0),
    ...bestPath(left.slice(start, left.length - end), right.slice(start, right.length - end)),
    ...paired(left.length - end, left.length, right.length - end),
  ];
}

function isSame(a: Alignable, b: Alignable): boolean {
  return a.type === b.type && a.source === b.source && (a.id === b.id || !(isRealId(a.id) || isRealId(b.id)));
}

/** Of more pairs the words are not compared: it would take seconds. */
const mostComparedPairs = 250_000;

/** The order-keeping pairs of the greatest likeness together (Needleman and Wunsch). */
function bestPath<C extends Alignable>(left: readonly C[], right: readonly C[]): Aligned<C>[] {
  const [rows, columns] = [left.length, right.length];
  const isMany = rows * columns > mostComparedPairs;
  const words = [left, right].map((cells) => cells.map(({ source }) => (isMany ? noWords : wordsIn(source))));
  const likeness = left.map((a, i) =>
    Float32Array.from(right, (b, j) => likenessOf(a, b, words[0]![i]!, words[1]![j]!)),
  );
  const sums = Array.from({ length: rows + 1 }, () => new Float64Array(columns + 1));
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      const alike = likeness[i]![j]!;
      const paired = alike > 0 ? alike + sums[i + 1]![j + 1]! : 0;
      sums[i]![j] = Math.max(paired, sums[i + 1]![j]!, sums[i]![j + 1]!);
    }
  }
  const pairs: Aligned<C>[] = [];
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    const alike = i < rows && j < columns ? likeness[i]![j]! : 0;
    const isPair = alike > 0 && sums[i]![j] === alike + sums[i + 1]![j + 1]!;
    const onlyLeft = !isPair && i < rows && (j >= columns || sums[i]![j] === sums[i + 1]![j]);
    pairs.push({ left: isPair || onlyLeft ? left[i]! : null, right: onlyLeft ? null : right[j]!, moved: false });
    if (isPair || onlyLeft) i++;
    if (!onlyLeft) j++;
  }
  return pairs;
}

/** 0: not the same cell; the same id counts more than any source. */
function likenessOf(a: Alignable, b: Alignable, words: Words, others: Words): number {
  if (a.type !== b.type) return 0;
  const same = isRealId(a.id) && a.id === b.id;
  const alike = a.source === b.source ? 1 : words === noWords ? 0 : shared(words, others);
  return same ? 2 + alike : alike >= leastAlike ? alike : 0;
}

interface Words {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

const noWords: Words = { counts: new Map(), total: 0 };

function wordsIn(source: string): Words {
  const counts = new Map<string, number>();
  const words = source.match(/\w+|[^\s\w]/g) ?? [];
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts, total: words.length };
}

/** Share of the words that both have (Dice), 0 to 1. */
function shared(a: Words, b: Words): number {
  if (a.total + b.total === 0) return 1;
  if (2 * Math.min(a.total, b.total) < leastAlike * (a.total + b.total)) return 0; // whatever the words are
  let both = 0;
  for (const [word, count] of a.counts) both += Math.min(count, b.counts.get(word) ?? 0);
  return (2 * both) / (a.total + b.total);
}
