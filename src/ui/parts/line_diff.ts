/** What differs between two texts, line by line and within lines. The only importer of diff. */
import { diffLines, diffWordsWithSpace } from "diff";

export interface DiffPiece {
  readonly text: string;
  readonly changed: boolean;
}

export interface DiffRow {
  /** null: that side has no such line. Without line break. */
  readonly left: readonly DiffPiece[] | null;
  readonly right: readonly DiffPiece[] | null;
  readonly changed: boolean;
}

/** More edits than these take too long to find. */
const mostEdits = 1500;
/** Longer lines are marked as a whole. */
const longestLine = 2000;

/** Lines in order; those that changed stand beside each other. null: the texts have too little in common. */
export function diffRows(left: string, right: string): DiffRow[] | null {
  const changes = diffLines(left, right, { maxEditLength: mostEdits, timeout: 2000 });
  if (changes === undefined) return null;
  const rows: DiffRow[] = [];
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index]!;
    const next = changes[index + 1];
    const lines = linesOf(change.value);
    if (change.removed && next?.added) {
      rows.push(...replaced(lines, linesOf(next.value)));
      index++;
    } else if (change.removed) rows.push(...replaced(lines, []));
    else if (change.added) rows.push(...replaced([], lines));
    else rows.push(...lines.map((line) => ({ left: [plain(line)], right: [plain(line)], changed: false })));
  }
  return rows;
}

function linesOf(text: string): string[] {
  return (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
}

function plain(text: string): DiffPiece {
  return { text, changed: false };
}

function replaced(before: readonly string[], after: readonly string[]): DiffRow[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index): DiffRow => {
    const [left, right] = [before[index], after[index]];
    if (left === undefined) return { left: null, right: [{ text: right!, changed: true }], changed: true };
    if (right === undefined) return { left: [{ text: left, changed: true }], right: null, changed: true };
    return { ...withinLine(left, right), changed: true };
  });
}

function withinLine(left: string, right: string): { left: DiffPiece[]; right: DiffPiece[] } {
  const whole = (text: string): DiffPiece[] => [{ text, changed: true }];
  if (left.length + right.length > longestLine) return { left: whole(left), right: whole(right) };
  const changes = diffWordsWithSpace(left, right);
  return {
    left: changes.filter(({ added }) => !added).map(({ value, removed }) => ({ text: value, changed: removed })),
    right: changes.filter(({ removed }) => !removed).map(({ value, added }) => ({ text: value, changed: added })),
  };
}
