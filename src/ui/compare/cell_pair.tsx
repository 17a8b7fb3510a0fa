/** One cell in two runs: its source, its outputs, its place in the order of execution. */
import { lazy, type ReactNode, Suspense } from "react";
import type { LanguageName } from "../parts/languages.js";
import { StaticCode } from "../parts/static_code.js";
import { ExecutionState } from "../notebook/execution_status.js";
import { OneOutput } from "../notebook/outputs.js";
import type { Output } from "../notebook/document.js";
import { type Compared, outputText, sameOutput, type Version } from "./notebook_pair.js";

const TextDiff = lazy(() => import("../parts/text_diff.js"));

export interface PairSide {
  readonly name: string;
  readonly runId: string;
  /** Of the notebook's file; null: outputs cannot be framed. */
  readonly path: string | null;
}

export interface CellPairProps {
  readonly pair: Compared;
  readonly noun: string;
  readonly sides: readonly [PairSide, PairSide];
  readonly language: LanguageName | null;
  /** Which parts a reader wants to see. */
  readonly shown: ReadonlySet<string>;
}

export function CellPair({ pair, noun, sides, language, shown }: CellPairProps) {
  const { left, right } = pair;
  const version = left ?? right!;
  const changes = changesOf(pair, sides).filter(([part]) => shown.has(part) || part === "all");
  return (
    <article className="compare-pair" aria-label={titleOf(pair, noun)}>
      <header>
        <strong>{titleOf(pair, noun)}</strong>
        {changes.map(([part, text]) => (
          <span key={part} className="compare-changed">
            {text}
          </span>
        ))}
        {left !== null &&
          right !== null &&
          left.status !== right.status &&
          left.status !== null &&
          right.status !== null && (
            <span>
              <ExecutionState status={left.status} /> → <ExecutionState status={right.status} />
            </span>
          )}
      </header>
      {shown.has("source") && (
        <section aria-label="Source">
          {pair.source ? (
            <Suspense fallback={null}>
              <TextDiff left={left?.source ?? ""} right={right?.source ?? ""} label="Source" />
            </Suspense>
          ) : (
            <StaticCode text={version.source} language={version.type === "code" ? language : "markdown"} />
          )}
        </section>
      )}
      {shown.has("outputs") && pair.outputs && <OutputsOfBoth pair={pair} sides={sides} />}
    </article>
  );
}

function titleOf({ left, right }: Compared, noun: string): string {
  if (left === null || right === null) return `${noun} ${(left ?? right)!.number}`;
  return left.number === right.number ? `${noun} ${left.number}` : `${noun} ${left.number} → ${right.number}`;
}

function changesOf(pair: Compared, sides: readonly [PairSide, PairSide]): (readonly [string, string])[] {
  const { left, right } = pair;
  if (left === null) return [["all", `only in ${sides[1].name}`]];
  if (right === null) return [["all", `only in ${sides[0].name}`]];
  return [
    ...(pair.source ? [["source", "source differs"] as const] : []),
    ...(pair.outputs ? [["outputs", "outputs differ"] as const] : []),
    ...(pair.order ? [["order", orderText(left, right)] as const] : []),
  ];
}

function orderText(left: Version, right: Version): string {
  if (left.seq === null || right.seq === null) return "moved";
  return left.seq === right.seq ? "moved" : `ran as number ${left.seq}, then as ${right.seq}`;
}

function OutputsOfBoth({ pair, sides }: Pick<CellPairProps, "pair" | "sides">) {
  const [left, right] = [pair.left?.outputs ?? [], pair.right?.outputs ?? []];
  const rows: ReactNode[] = [];
  let same = 0;
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [before, after] = [left[index], right[index]];
    if (before !== undefined && after !== undefined && sameOutput(before, after)) same++;
    else rows.push(<OutputPair key={index} index={index} before={before} after={after} pair={pair} sides={sides} />);
  }
  if (rows.length === 0) return null;
  return (
    <section aria-label="Outputs">
      <h4>Outputs{same > 0 && `, ${same} more ${same === 1 ? "is" : "are"} the same`}</h4>
      {rows}
    </section>
  );
}

interface OutputPairProps extends Pick<CellPairProps, "pair" | "sides"> {
  readonly index: number;
  readonly before: Output | undefined;
  readonly after: Output | undefined;
}

function OutputPair({ index, before, after, pair, sides }: OutputPairProps) {
  const texts = [before, after].map((output) => (output === undefined ? "" : outputText(output)));
  if (texts[0] != null && texts[1] != null) {
    return (
      <Suspense fallback={null}>
        <TextDiff left={texts[0]} right={texts[1]} label={`Output ${index + 1}`} />
      </Suspense>
    );
  }
  return (
    <div className="compare-sides">
      <Side output={before} version={pair.left} side={sides[0]} index={index} />
      <Side output={after} version={pair.right} side={sides[1]} index={index} />
    </div>
  );
}

interface SideProps {
  readonly output: Output | undefined;
  readonly version: Version | null;
  readonly side: PairSide;
  readonly index: number;
}

function Side({ output, version, side, index }: SideProps) {
  if (output === undefined || version === null) return <p className="muted">No such output in {side.name}.</p>;
  const { runId, path } = side;
  const place = version.inFile && path !== null ? { owner: { runId }, path, cell: version.id, output: index } : null;
  return (
    <div>
      <OneOutput output={output} place={place} />
    </div>
  );
}
