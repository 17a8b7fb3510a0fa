/** The colour of a run: the one that was chosen for it, else one that follows from its id, so that it stays whatever is filtered or sorted. */

/** Told apart by people who do not see all colours, and readable on light and dark (after Okabe and Ito, and Tol). */
export const palette: readonly string[] = [
  "#3b7dd8",
  "#d9822b",
  "#1b998b",
  "#c44569",
  "#7d5ba6",
  "#8a9a2b",
  "#2aa7c9",
  "#b5651d",
  "#5b6ee1",
  "#d15fa8",
  "#4f9d45",
  "#a23b3b",
];

/** `#rrggbb`. */
export function runColor(runId: string, chosen: Readonly<Record<string, string>>): string {
  const own = chosen[runId];
  if (own !== undefined && /^#[0-9a-f]{6}$/i.test(own)) return own;
  let hash = 0;
  for (let index = 0; index < Math.min(8, runId.length); index++) hash = (hash * 31 + runId.charCodeAt(index)) >>> 0;
  return palette[hash % palette.length]!;
}
