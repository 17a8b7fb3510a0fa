/** Which of the batches that wait for a run go into one request. Pure. */
import type { Batch } from "../../entities.js";

const limits = { metrics: 1000, params: 100, tags: 100, together: 1000, textLength: 900_000 };

/**
 * How many of `batches`, from the first on, fit one `log-batch`: within MLflow's limits, and with no param or tag twice,
 * since a request may not hold one param twice and the order of tags in it is not promised. At least 1.
 */
export function mergeable(batches: readonly Batch[]): number {
  const counts = { metrics: 0, params: 0, tags: 0 };
  const seen = new Set<string>();
  let textLength = 0;
  for (const [index, batch] of batches.entries()) {
    const { metrics = [], params = [], tags = [] } = batch;
    counts.metrics += metrics.length;
    counts.params += params.length;
    counts.tags += tags.length;
    const keys = [...params.map(({ key }) => `param ${key}`), ...tags.map(({ key }) => `tag ${key}`)];
    textLength += [...params, ...tags].reduce((sum, { key, value }) => sum + key.length + value.length, 0);
    const fits =
      counts.metrics <= limits.metrics &&
      counts.params <= limits.params &&
      counts.tags <= limits.tags &&
      counts.metrics + counts.params + counts.tags <= limits.together &&
      textLength <= limits.textLength &&
      !keys.some((key) => seen.has(key));
    if (!fits && index > 0) return index;
    for (const key of keys) seen.add(key);
  }
  return batches.length;
}

export function merged(batches: readonly Batch[]): Batch {
  if (batches.length === 1) return batches[0]!;
  return {
    metrics: batches.flatMap((batch) => batch.metrics ?? []),
    params: batches.flatMap((batch) => batch.params ?? []),
    tags: batches.flatMap((batch) => batch.tags ?? []),
  };
}
