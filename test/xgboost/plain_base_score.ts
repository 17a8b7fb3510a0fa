/**
 * XGBoost's file as we write it: one number as base score has no brackets, which XGBoost before 3.1 misreads. In UBJ the
 * text's length is before it.
 */
export function plainBaseScore(bytes: Buffer): Buffer {
  const plain = bytes
    .toString("latin1")
    .replace(/"base_score":"\[([^,\]]*)\]"/, '"base_score":"$1"')
    .replace(/(base_scoreSL[^]{7})[^]\[([^,\]]*)\]/, (_, before: string, score: string) => {
      return `${before}${String.fromCharCode(score.length)}${score}`;
    });
  return Buffer.from(plain, "latin1");
}
