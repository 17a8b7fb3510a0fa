/**
 * A finite double as Python's `repr` prints it, which is how MLflow's answers carry numbers: the shortest digits that
 * read back as the same double, always with a point or an exponent; the exponent from 1e+16 on and below 1e-04.
 */
export function pythonFloat(value: number): string {
  const size = Math.abs(value);
  if (size < 1e16 && (size >= 1e-4 || size === 0)) {
    if (Number.isInteger(value)) return Object.is(value, -0) ? "-0.0" : `${value}.0`;
    return String(value);
  }
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
