/** One file of the runs that are compared: beside each other, or what changed from one run to another. */
import { lazy, Suspense, useState } from "react";
import { X } from "lucide-react";
import { Button, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { type FileRef, textOf, usePortion } from "../artifacts/bytes.js";
import { type Kind, kindOf, readableSize } from "../artifacts/kind.js";
import { Viewer } from "../artifacts/viewer.js";
import "../artifacts/artifacts.css";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import type { ComparedRun } from "./comparison.js";
import { RunChoice } from "./run_choice.js";
import { useCompareView } from "./view.js";

const TextDiff = lazy(() => import("../parts/text_diff.js"));

/** A run that has the file. */
export interface Holder {
  readonly run: ComparedRun;
  readonly sizeBytes: number;
}

export interface FilePartProps {
  readonly path: string;
  readonly holders: readonly Holder[];
  readonly onClose: () => void;
}

/** Kinds whose files are lines of text. */
const textKinds: ReadonlySet<Kind> = new Set<Kind>(["text", "json", "markdown", "csv", "html", "svg", "mlmodel"]);

export function FilePart({ path, holders, onClose }: FilePartProps) {
  const canDiffer = holders.length > 1 && textKinds.has(kindOf(path));
  const [way, setWay] = useState<"changes" | "both">("changes");
  return (
    <section className="compare-file" aria-label={path}>
      <div className="row">
        <h2 ref={focused} tabIndex={-1}>
          {path}
        </h2>
        {canDiffer && (
          <ToggleButtonGroup
            aria-label="Show"
            disallowEmptySelection
            selectedKeys={[way]}
            onSelectionChange={(keys) => setWay(keys.has("changes") ? "changes" : "both")}
          >
            <ToggleButton id="changes">Changes</ToggleButton>
            <ToggleButton id="both">Side by side</ToggleButton>
          </ToggleButtonGroup>
        )}
        <Button className="react-aria-Button quiet icon" aria-label={`Close ${path}`} onPress={onClose}>
          <X aria-hidden size={15} />
        </Button>
      </div>
      {canDiffer && way === "changes" ? (
        <Changes path={path} holders={holders} />
      ) : (
        <SideBySide path={path} holders={holders} />
      )}
    </section>
  );
}

/** What was asked for appears above the list: whoever reads or hears it is taken there. */
function focused(heading: HTMLElement | null): void {
  heading?.focus();
}

const shownAtOnce = 4;

function SideBySide({ path, holders }: Omit<FilePartProps, "onClose">) {
  const [shown, setShown] = useState(shownAtOnce);
  return (
    <>
      <div className="compare-files">
        {holders.slice(0, shown).map(({ run, sizeBytes }) => (
          <div key={run.runId}>
            <h3>
              {run.name} <span className="muted">{readableSize(sizeBytes)}</span>
            </h3>
            {sizeBytes === 0 ? (
              <p className="muted">The file is empty.</p>
            ) : (
              <Viewer file={fileOf({ run, sizeBytes }, path)} />
            )}
          </div>
        ))}
      </div>
      {holders.length > shown && (
        <Button onPress={() => setShown(shown + shownAtOnce)}>
          Show more: {shown} of {holders.length} runs are shown
        </Button>
      )}
    </>
  );
}

function Changes({ path, holders }: Omit<FilePartProps, "onClose">) {
  const [view, change] = useCompareView();
  const find = (runId: string | undefined): Holder | undefined => holders.find(({ run }) => run.runId === runId);
  const left = find(view.left) ?? find(view.baseline) ?? holders[0]!;
  const right = find(view.right) ?? holders.find((one) => one !== left)!;
  const runs = holders.map(({ run }) => run);
  return (
    <>
      <div className="compare-choice">
        <RunChoice label="Before" runs={runs} chosen={left.run.runId} onChoose={(runId) => change({ left: runId })} />
        <RunChoice label="After" runs={runs} chosen={right.run.runId} onChoose={(runId) => change({ right: runId })} />
      </div>
      <Texts left={fileOf(left, path)} right={fileOf(right, path)} />
    </>
  );
}

const mostBytes = 2 ** 20;

function Texts({ left, right }: { readonly left: FileRef; readonly right: FileRef }) {
  const [before, after] = [usePortion(left, mostBytes), usePortion(right, mostBytes)];
  for (const { error, data, refetch } of [before, after])
    if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (before.data === undefined || after.data === undefined) return <Loading what={left.path} />;
  const texts = [textOf(before.data), textOf(after.data)] as const;
  return (
    <>
      {(before.data.cut || after.data.cut) && (
        <p className="compare-note">Only the first {readableSize(mostBytes)} of each are compared.</p>
      )}
      {texts[0] === texts[1] ? (
        <p className="muted">Both are the same.</p>
      ) : (
        <Suspense fallback={<Loading what="the changes" />}>
          <TextDiff left={texts[0]} right={texts[1]} label={left.path} />
        </Suspense>
      )}
    </>
  );
}

function fileOf({ run, sizeBytes }: Holder, path: string): FileRef {
  return { owner: { runId: run.runId }, path, sizeBytes };
}
