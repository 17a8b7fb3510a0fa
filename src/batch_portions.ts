/** What is logged at once, cut into batches that a store takes. Pure. */
import type { Batch } from "./entities.js";

/** Batches within the store's limits, in order; params and tags first. */
export function batchPortions(batch: Required<Batch>): Batch[] {
  const parts: Batch[] = [
    ...slices(batch.params, 100).map((params) => ({ params })),
    ...slices(batch.tags, 100).map((tags) => ({ tags })),
    ...slices(batch.metrics, 1000).map((metrics) => ({ metrics })),
  ];
  return parts.length === 1 ? parts : fitsOne(batch) ? [batch] : parts;
}

function fitsOne({ params, tags, metrics }: Required<Batch>): boolean {
  return params.length <= 100 && tags.length <= 100 && params.length + tags.length + metrics.length <= 1000;
}

function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
