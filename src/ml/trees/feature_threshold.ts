/** Values that are no further apart than this (in float32) count as equal, as in scikit-learn. */
export const featureThreshold = Math.fround(1e-7);
