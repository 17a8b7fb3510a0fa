/** Says on stderr, once per fit, that a solver stopped before it was done, as scikit-learn's ConvergenceWarning does. */
export function warnConvergence(text: string): void {
  console.warn(`ConvergenceWarning: ${text}`);
}
