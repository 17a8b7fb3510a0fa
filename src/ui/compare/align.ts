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
  const pairs = bestPath(left, right);
  const free = new Set(pairs.flatMap((pair) => (pair.right === null && pair.left !== null ? [pair.left] : [])));
  const withMoved = pairs.map((pair): Aligned<C> => {
    if (pair.left !== null || pair.right === null) return pair;
    const moved = movedIn(free, pair.right);
    if (moved === undefined) return pair;
    free.delete(moved);
    return { left: moved, right: pair.right, moved: true };
  });
  return withMoved.filter(({ left: cell, right: other }) => other !== null || (cell !== null && free.has(cell)));
}

function movedIn<C extends Alignable>(free: ReadonlySet<C>, cell: C): C | undefined {
  const all = [...free];
  return (
    all.find((one) => isRealId(one.id) && one.id === cell.id) ??
    all.find((one) => one.source === cell.source && one.source.trim() !== "")
  );
}

/** Cells of old notebooks have only their index. */
function isRealId(id: string): boolean {
  return !/^\d+$/.test(id);
}

/** The order-keeping pairs of the greatest likeness together (Needleman and Wunsch). */
function bestPath<C extends Alignable>(left: readonly C[], right: readonly C[]): Aligned<C>[] {
  const [rows, columns] = [left.length, right.length];
  const words = [left, right].map((cells) => cells.map(({ source }) => wordsIn(source)));
  const likeness = left.map((a, i) => right.map((b, j) => likenessOf(a, b, words[0]![i]!, words[1]![j]!)));
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
  const alike = a.source === b.source ? 1 : shared(words, others);
  return same ? 2 + alike : alike >= leastAlike ? alike : 0;
}

interface Words {
  readonly counts: ReadonlyMap<string, number>;
  readonly total: number;
}

function wordsIn(source: string): Words {
  const counts = new Map<string, number>();
  const words = source.match(/\w+|[^\s\w]/g) ?? [];
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts, total: words.length };
}

/** Share of the words that both have (Dice), 0 to 1. */
function shared(a: Words, b: Words): number {
  if (a.total + b.total === 0) return 1;
  let both = 0;
  for (const [word, count] of a.counts) both += Math.min(count, b.counts.get(word) ?? 0);
  return (2 * both) / (a.total + b.total);
}
