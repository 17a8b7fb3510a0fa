/** Where each of some numbers comes when they are sorted. */

export interface Places {
  readonly sorted: Float64Array;
  /** Of each number, in the order given; equal ones keep that order. */
  readonly places: Uint32Array;
}

/** Without a comparison function, which would cost more than all else here. */
export function placesOf(values: Float64Array): Places {
  const sorted = values.slice().sort();
  const places = new Uint32Array(values.length);
  const equals = new Uint32Array(values.length); // met so far, of those at this place and after that are equal
  for (let at = 0; at < values.length; at++) {
    const first = lowerBound(sorted, values[at]!);
    places[at] = first + equals[first]!++;
  }
  return { sorted, places };
}

/** The first place of `value` among the sorted. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
