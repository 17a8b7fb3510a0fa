/** Ranks of numbers, for measures that one bad run must not decide. Pure. */

/** 0 for the lowest; equal values share their mean rank. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + end - 1) / 2;
    start = end;
  }
  return ranks;
}
