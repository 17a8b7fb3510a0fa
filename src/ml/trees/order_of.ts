/** The places of the values from the least to the greatest; equal ones in their order. */
export function orderOf(values: Float32Array): Int32Array {
  const count = values.length;
  if (count >= placeLimit)
    return Int32Array.from(values, (_, at) => at).sort((a, b) => values[a]! - values[b]! || a - b);
  // Value and place in one double: sorting numbers without a comparator is many times as fast.
  const bits = new Int32Array(values.slice().buffer);
  const keys = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    // As integers the bits of floats below zero run backwards. Minus zero is zero.
    const rank = values[at] === 0 ? 0 : bits[at]! < 0 ? -(bits[at]! & 0x7fffffff) : bits[at]!;
    keys[at] = rank * placeLimit + at;
  }
  keys.sort();
  const order = new Int32Array(count);
  for (let at = 0; at < count; at++) {
    const key = keys[at]!;
    order[at] = key - Math.floor(key / placeLimit) * placeLimit;
  }
  return order;
}

/** 31 bits of value and these make 52. */
const placeLimit = 2 ** 21;
