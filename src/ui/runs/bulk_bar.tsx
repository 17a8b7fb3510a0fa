/** What can be done to the runs that are chosen. */
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitCompareArrows, Tag, Trash2, Undo2, X } from "lucide-react";
import { Button, Input, Label, TextField } from "react-aria-components";
import type { RunsChangeRequest } from "../../protocol/page.js";
import { call } from "../api/mlflow.js";
import { Confirm } from "../parts/confirm.js";
import { FormDialog } from "../parts/form_dialog.js";
import { notify } from "../parts/notice.js";
import { RenameDialog } from "../parts/rename_dialog.js";
import { changeRuns, countOfRuns } from "./change_runs.js";

export interface BulkBarProps {
  readonly runIds: readonly string[];
  /** How many match; all of them can be chosen. */
  readonly total: number;
  readonly experimentIds: readonly string[];
  readonly stage: "active" | "deleted" | "all";
  /** The name of the run, where one is chosen and known. */
  readonly name: string | undefined;
  readonly onChooseAll: () => void;
  readonly onClear: () => void;
}

/** What the compare page takes, and an address holds. */
const mostCompared = 1000;

type Asking = "delete" | "rename" | "setTag" | "deleteTag" | undefined;

export function BulkBar(props: BulkBarProps) {
  const { runIds, total, experimentIds, stage, name, onChooseAll, onClear } = props;
  const [asking, setAsking] = useState<Asking>();
  const [done, setDone] = useState<number>();
  const client = useQueryClient();
  const change = async (what: RunsChangeRequest["change"]): Promise<void> => {
    setDone(0);
    try {
      const { changed, failed } = await changeRuns(runIds, what, setDone);
      if (failed.length > 0)
        notify({ kind: "failed", text: `${countOfRuns(failed.length)} not changed: ${failed[0]!.message}` });
      tell(what, changed);
    } finally {
      setDone(undefined);
      await client.invalidateQueries();
    }
  };
  const tell = (what: RunsChangeRequest["change"], changed: readonly string[]): void => {
    if (changed.length === 0) return;
    const back = what.kind === "delete" ? "restore" : what.kind === "restore" ? "delete" : undefined;
    const verbs = { delete: "deleted", restore: "restored", setTag: "tagged", deleteTag: "changed" } as const;
    const undo = async (): Promise<void> => {
      await changeRuns(changed, { kind: back! });
      await client.invalidateQueries();
    };
    const action = back === undefined ? {} : { action: { label: "Undo", run: undo } };
    notify({ text: `${countOfRuns(changed.length)} ${verbs[what.kind]}`, ...action });
    if (back !== undefined) onClear();
  };
  const close = (): void => setAsking(undefined);
  return (
    <div className="row runs-bulk" role="toolbar" aria-label="Chosen runs">
      <strong role="status">
        {done === undefined ? `${countOfRuns(runIds.length)} chosen` : `${done} of ${countOfRuns(runIds.length)} done`}
      </strong>
      {runIds.length < total && <Button onPress={onChooseAll}>Choose all {total.toLocaleString("en")}</Button>}
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
      {runIds.length === 1 && <Button onPress={() => setAsking("rename")}>Rename</Button>}
      <Button onPress={() => setAsking("setTag")}>
        <Tag aria-hidden size={14} />
        Tag
      </Button>
      <Button onPress={() => setAsking("deleteTag")}>Remove tag</Button>
      {stage !== "active" && (
        <Button onPress={() => void change({ kind: "restore" })}>
          <Undo2 aria-hidden size={14} />
          Restore
        </Button>
      )}
      {stage !== "deleted" && (
        <Button onPress={() => setAsking("delete")}>
          <Trash2 aria-hidden size={14} />
          Delete
        </Button>
      )}
      <Button className="react-aria-Button quiet" onPress={onClear}>
        <X aria-hidden size={14} />
        Clear choice
      </Button>
      {asking === "delete" && (
        <Confirm
          title={`Delete ${countOfRuns(runIds.length)}?`}
          action={`Delete ${countOfRuns(runIds.length)}`}
          onConfirm={() => change({ kind: "delete" })}
          onClose={close}
        >
          They can be restored: choose “Deleted” above the table to find them.
        </Confirm>
      )}
      {asking === "rename" && (
        <RenameDialog
          noun="run"
          name={name ?? ""}
          onRename={async (next) => {
            await call("updateRun", { run_id: runIds[0]!, run_name: next });
            await client.invalidateQueries();
          }}
          onClose={close}
        />
      )}
      {asking === "setTag" && (
        <TagDialog
          title={`Tag ${countOfRuns(runIds.length)}`}
          action="Set tag"
          withValue
          onSubmit={(key, value) => change({ kind: "setTag", key, value })}
          onClose={close}
        />
      )}
      {asking === "deleteTag" && (
        <TagDialog
          title={`Remove a tag from ${countOfRuns(runIds.length)}`}
          action="Remove tag"
          withValue={false}
          onSubmit={(key) => change({ kind: "deleteTag", key })}
          onClose={close}
        />
      )}
    </div>
  );
}

interface TagDialogProps {
  readonly title: string;
  readonly action: string;
  readonly withValue: boolean;
  readonly onSubmit: (key: string, value: string) => Promise<void>;
  readonly onClose: () => void;
}

function TagDialog({ title, action, withValue, onSubmit, onClose }: TagDialogProps) {
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  return (
    <FormDialog
      title={title}
      action={action}
      canSubmit={key.trim() !== ""}
      onSubmit={() => onSubmit(key.trim(), value)}
      onClose={onClose}
    >
      <TextField value={key} onChange={setKey} autoFocus>
        <Label>Key</Label>
        <Input />
      </TextField>
      {withValue && (
        <TextField value={value} onChange={setValue}>
          <Label>Value</Label>
          <Input />
        </TextField>
      )}
    </FormDialog>
  );
}
