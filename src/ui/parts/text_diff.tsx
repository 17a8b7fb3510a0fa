/** Two texts beside each other: lines that differ are marked with signs and colours, long stretches of the same are folded. */
import { useMemo, useState } from "react";
import { Button } from "react-aria-components";
import { type DiffPiece, type DiffRow, diffRows } from "./line_diff.js";
import "./text_diff.css";

export interface TextDiffProps {
  readonly left: string;
  readonly right: string;
  /** What a screen reader calls it. */
  readonly label: string;
}

/** Lines of the same around what differs. */
const context = 3;
/** More rows are shown when a reader asks. */
const mostRows = 400;

export default function TextDiff({ left, right, label }: TextDiffProps) {
  const rows = useMemo(() => diffRows(left, right), [left, right]);
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const [all, setAll] = useState(false);
  if (rows === null) return <p className="muted">The texts have too little in common to be shown line by line.</p>;
  const blocks = blocksOf(rows, opened);
  const shown = all ? blocks : blocks.slice(0, mostRows);
  return (
    <div className="text-diff" role="table" aria-label={label}>
      {shown.map((block) =>
        block.row === null ? (
          <div key={block.at} className="text-diff-fold" role="row">
            <span role="cell">
              <Button className="react-aria-Button quiet" onPress={() => setOpened(new Set([...opened, block.at]))}>
                Show {block.count} lines that are the same
              </Button>
            </span>
          </div>
        ) : (
          <Row key={block.at} row={block.row} />
        ),
      )}
      {shown.length < blocks.length && (
        <Button onPress={() => setAll(true)}>Show all {blocks.length.toLocaleString("en")} lines</Button>
      )}
    </div>
  );
}

function Row({ row: { left, right, changed } }: { readonly row: DiffRow }) {
  return (
    <div className={changed ? "text-diff-row changed" : "text-diff-row"} role="row">
      <Side pieces={left} sign={changed ? "−" : " "} kind="removed" />
      <Side pieces={right} sign={changed ? "+" : " "} kind="added" />
    </div>
  );
}

interface SideProps {
  readonly pieces: readonly DiffPiece[] | null;
  readonly sign: string;
  readonly kind: "removed" | "added";
}

function Side({ pieces, sign, kind }: SideProps) {
  if (pieces === null) return <span role="cell" className="text-diff-none" />;
  return (
    <span role="cell" className={`text-diff-side ${kind}`}>
      <span className="text-diff-sign" aria-label={sign === " " ? undefined : kind}>
        {sign}
      </span>
      <code>{pieces.map((piece, index) => (piece.changed ? <mark key={index}>{piece.text}</mark> : piece.text))}</code>
    </span>
  );
}

interface Block {
  /** Index of its first row. */
  readonly at: number;
  readonly count: number;
  /** null: a stretch that is folded. */
  readonly row: DiffRow | null;
}

function blocksOf(rows: readonly DiffRow[], opened: ReadonlySet<number>): Block[] {
  const near = new Uint8Array(rows.length);
  rows.forEach(({ changed }, index) => {
    if (changed) near.fill(1, Math.max(0, index - context), index + context + 1);
  });
  const blocks: Block[] = [];
  for (let index = 0; index < rows.length; index++) {
    let end = index;
    while (end < rows.length && near[end] === 0) end++;
    const count = end - index;
    if (count > 1 && !opened.has(index)) {
      blocks.push({ at: index, count, row: null });
      index = end - 1;
    } else if (count > 1) {
      for (; index < end; index++) blocks.push({ at: index, count: 1, row: rows[index]! });
      index--;
    } else blocks.push({ at: index, count: 1, row: rows[index]! });
  }
  return blocks;
}
