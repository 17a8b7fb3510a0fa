/** Asks before runs are changed: how they shall be called, which tag, whether they shall go. */
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Input, Label, TextField } from "react-aria-components";
import { ask } from "../api/page.js";
import { Confirm } from "../parts/confirm.js";
import { counted } from "../parts/counted.js";
import { Failure } from "../parts/failure.js";
import { FormDialog } from "../parts/form_dialog.js";
import { Loading } from "../parts/loading.js";
import { namesFrom } from "./run_names.js";
import type { AskedChange, RunsChanges } from "./runs_changes.js";

export interface ChangeDialogProps {
  readonly asked: AskedChange;
  readonly change: RunsChanges["change"];
  readonly onClose: () => void;
}

export function ChangeDialog({ asked: { what, runIds }, change, onClose }: ChangeDialogProps) {
  const runs = counted(runIds.length, "run");
  if (what === "rename") return <Rename runIds={runIds} change={change} onClose={onClose} />;
  if (what === "delete")
    return (
      <Confirm
        title={`Delete ${runs}?`}
        action={`Delete ${runs}`}
        onConfirm={() => change(runIds, { kind: "delete" })}
        onClose={onClose}
      >
        {runIds.length === 1 ? "It" : "They"} can be restored: choose “Deleted” above the table to find{" "}
        {runIds.length === 1 ? "it" : "them"}.
      </Confirm>
    );
  return what === "setTag" ? (
    <TagDialog
      title={`Tag ${runs}`}
      action="Set tag"
      withValue
      onSubmit={(key, value) => change(runIds, { kind: "setTag", key, value })}
      onClose={onClose}
    />
  ) : (
    <TagDialog
      title={`Remove a tag from ${runs}`}
      action="Remove tag"
      withValue={false}
      onSubmit={(key) => change(runIds, { kind: "deleteTag", key })}
      onClose={onClose}
    />
  );
}

/** Names in the preview. */
const mostShown = 3;

function Rename({
  runIds,
  change,
  onClose,
}: Omit<ChangeDialogProps, "asked"> & { readonly runIds: readonly string[] }) {
  const [text, setText] = useState<string>();
  const { data, error, refetch } = useQuery({
    queryKey: ["runs", "names", runIds],
    queryFn: async ({ signal }) => {
      const { runs } = await ask("runs/table", { experimentIds: [], runIds, limit: runIds.length, fields: [] }, signal);
      return runs;
    },
  });
  const isOne = runIds.length === 1;
  const old = data?.runName ?? [];
  const next = text ?? (isOne ? (old[0] ?? "") : "{name}");
  const names = isOne ? [next] : namesFrom(next, old);
  return (
    <FormDialog
      title={isOne ? "Rename run" : `Rename ${counted(runIds.length, "run")}`}
      action="Rename"
      canSubmit={data !== undefined && names.every((name) => name.trim() !== "")}
      onSubmit={() => change(data!.runId, { kind: "rename", names }, { kind: "rename", names: old })}
      onClose={onClose}
    >
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading what="names" />}
      {data !== undefined && (
        <TextField value={next} onChange={setText} autoFocus>
          <Label>Name</Label>
          <Input />
        </TextField>
      )}
      {data !== undefined && !isOne && (
        <p className="muted">
          <code>{"{name}"}</code> stands for the name that a run has, <code>{"{n}"}</code> for 1, 2, 3 and so on:{" "}
          {names.slice(0, mostShown).join(", ")}
          {names.length > mostShown && ", …"}
        </p>
      )}
    </FormDialog>
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
