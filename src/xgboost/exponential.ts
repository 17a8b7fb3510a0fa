/**
 * `toExponential`, save that a number exactly between two texts gets the even one, as in C; JavaScript rounds it away from
 * zero. Pure.
 */
export function exponential(value: number, decimals: number): string {
  const longer = value.toExponential(decimals + 1);
  const between =
    /[02468]\.?5e/.test(longer) && longer.replace("e", "0".repeat(16) + "e") === value.toExponential(decimals + 17);
  return between ? longer.replace(/\.?5e/, "e") : value.toExponential(decimals);
}
