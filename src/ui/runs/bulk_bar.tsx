/** What can be done to the runs that are chosen. */
import { Link } from "@tanstack/react-router";
import { GitCompareArrows, Tag, Trash2, Undo2, X } from "lucide-react";
import { Button } from "react-aria-components";
import { counted } from "../parts/counted.js";
import { useFocusKept } from "../parts/focus_kept.js";
import { useReadOnlyReason } from "../parts/read_only.js";
import type { AskedChange } from "./runs_changes.js";

export interface BulkBarProps {
  readonly runIds: readonly string[];
  /** How many match; all of them can be chosen. */
  readonly total: number;
  readonly experimentIds: readonly string[];
  readonly stage: "active" | "deleted" | "all";
  /** How many of them are done, while they are being changed. */
  readonly done: number | undefined;
  readonly onAsk: (what: AskedChange["what"]) => void;
  readonly onRestore: () => void;
  readonly onChooseAll: () => void;
  readonly onClear: () => void;
}

/** What the compare page takes, and an address holds. */
const mostCompared = 1000;

export function BulkBar(props: BulkBarProps) {
  const { runIds, total, experimentIds, done, onChooseAll, onClear } = props;
  const readOnly = useReadOnlyReason();
  useFocusKept();
  const count = counted(runIds.length, "run");
  return (
    <div className="row runs-bulk" role="toolbar" aria-label="Chosen runs">
      <strong role="status">
        {done === undefined ? `${count} chosen` : `${done.toLocaleString("en")} of ${count} done`}
      </strong>
      {runIds.length < total && <ChooseAll total={total} onPress={onChooseAll} />}
      {runIds.length <= mostCompared ? (
        <Link
          className="button primary"
          to="/compare-runs"
          search={{ runs: runIds, experiments: experimentIds } as never}
        >
          <GitCompareArrows aria-hidden size={15} />
          Compare
        </Link>
      ) : (
        <span className="muted">To compare, choose at most {mostCompared.toLocaleString("en")}</span>
      )}
      {readOnly === null && <Changes {...props} />}
      <Button className="react-aria-Button quiet" onPress={onClear}>
        <X aria-hidden size={14} />
        Clear choice
      </Button>
    </div>
  );
}

function ChooseAll({ total, onPress }: { readonly total: number; readonly onPress: () => void }) {
  useFocusKept(); // it goes when there are no others
  return <Button onPress={onPress}>Choose all {total.toLocaleString("en")}</Button>;
}

function Changes({ stage, onAsk, onRestore }: BulkBarProps) {
  return (
    <>
      <Button onPress={() => onAsk("rename")}>Rename</Button>
      <Button onPress={() => onAsk("setTag")}>
        <Tag aria-hidden size={14} />
        Tag
      </Button>
      <Button onPress={() => onAsk("deleteTag")}>Remove tag</Button>
      {stage !== "active" && (
        <Button onPress={onRestore}>
          <Undo2 aria-hidden size={14} />
          Restore
        </Button>
      )}
      {stage !== "deleted" && (
        <Button onPress={() => onAsk("delete")}>
          <Trash2 aria-hidden size={14} />
          Delete
        </Button>
      )}
    </>
  );
}
