/** New names for many runs by one pattern. Pure. */

/** `{name}` in the pattern is the old name, `{n}` 1, 2, 3 …, filled up with zeros to the same length. */
export function namesFrom(pattern: string, old: readonly string[]): readonly string[] {
  const digits = String(old.length).length;
  return old.map((name, index) =>
    pattern.replace(/\{(name|n)\}/g, (_, what) => (what === "name" ? name : String(index + 1).padStart(digits, "0"))),
  );
}
