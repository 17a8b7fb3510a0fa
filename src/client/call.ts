/**
 * How functions with several arguments are called: in the order of MLflow's Python API, or as one object with Python's
 * keywords in camelCase, so that both kinds of Python calls port word by word.
 */

/** `f(name, version, stage)` or `f({ name, version, stage })`. */
export type Call<Positional extends readonly unknown[], Named extends object> = Positional | readonly [named: Named];

/** The arguments of either kind of call by name; those that are undefined are left out. */
export function named<Named extends object>(args: readonly unknown[], names: readonly (keyof Named & string)[]): Named {
  const [first] = args;
  const given =
    args.length === 1 && typeof first === "object" && first !== null && !Array.isArray(first)
      ? Object.entries(first as Named)
      : names.map((name, index) => [name, args[index]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Named;
}
