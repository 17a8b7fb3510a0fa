/** Pieces that a cell's text and its generated code have in common, and the way from one to the other. Pure. */

export interface Segment {
  readonly original: number;
  readonly generated: number;
  readonly length: number;
}

/** Offset in the generated code → offset in the cell; code that we made up belongs to the end of the piece before it. */
export function toOriginal(segments: readonly Segment[], offset: number): number {
  return moved(segments, offset, "generated", "original");
}

/** Offset in the cell → offset in the generated code. */
export function toGenerated(segments: readonly Segment[], offset: number): number {
  return moved(segments, offset, "original", "generated");
}

type Side = "original" | "generated";

function moved(segments: readonly Segment[], offset: number, from: Side, to: Side): number {
  let result = offset;
  for (const segment of segments) {
    if (offset < segment[from]) break;
    const inside = Math.min(offset - segment[from], segment.length);
    result = segment[to] + inside;
  }
  return result;
}

/** Builds generated text piece by piece. */
export class SegmentedText {
  text = "";
  readonly segments: Segment[] = [];

  /** Text of ours. */
  add(text: string): void {
    this.text += text;
  }

  /** Text of the user's, from `start` to `end` of the cell. */
  copy(source: string, start: number, end: number): void {
    this.segments.push({ original: start, generated: this.text.length, length: end - start });
    this.text += source.slice(start, end);
  }
}
