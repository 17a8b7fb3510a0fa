/** The protocol counts code points, JavaScript counts UTF-16 units. Pure. */

/** Offset in UTF-16 units of the code point number `codePoints`; past the end it is the end. */
export function toUnits(text: string, codePoints: number): number {
  let units = 0;
  for (let left = codePoints; left > 0 && units < text.length; left--)
    units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  return units;
}

/** How many code points stand before the offset `units`. */
export function toCodePoints(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}
