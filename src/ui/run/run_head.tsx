/** Which run this is, how it went, and what can be done to it. */
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Code, Ellipsis, PackagePlus } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Run } from "../../entities.js";
import { experimentQuery } from "../experiments/experiments.js";
import { Confirm } from "../parts/confirm.js";
import { Duration } from "../parts/duration.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { RenameDialog } from "../parts/rename_dialog.js";
import { Status } from "../parts/status.js";
import { Time } from "../parts/time.js";
import { CodeDialog } from "./code_dialog.js";
import { endReason } from "./end_reason.js";
import { RegisterDialog } from "./register_dialog.js";
import { useRunChanges } from "./run.js";

type Open = "rename" | "delete" | "register" | "code";

export function RunHead({ run }: { readonly run: Run }) {
  const [open, setOpen] = useState<Open | null>(null);
  const { runId, runName, experimentId, status, startTimeMs, endTimeMs, lifecycleStage } = run.info;
  const { data: experiment } = useQuery(experimentQuery(experimentId));
  const { rename } = useRunChanges(runId);
  const close = (): void => setOpen(null);
  const reason = endReason(run);
  const goesOn = endTimeMs === null && status === "RUNNING";
  return (
    <header className="run-head">
      <title>{`${runName || runId} · labbook`}</title>
      <nav aria-label="Breadcrumb" className="muted">
        <Link to="/experiments">Experiments</Link> /{" "}
        <Link to="/experiments/$experimentIds/runs" params={{ experimentIds: experimentId }}>
          {experiment?.name ?? experimentId}
        </Link>
      </nav>
      <div className="page-head">
        <h1>{runName || runId}</h1>
        {lifecycleStage === "deleted" && <span className="chip">deleted</span>}
        <span className="spacer" />
        <Button className="react-aria-Button primary" onPress={() => setOpen("register")}>
          <PackagePlus aria-hidden size={15} /> Register model
        </Button>
        <Button onPress={() => setOpen("code")}>
          <Code aria-hidden size={15} /> Code
        </Button>
        <RunMenu run={run} onOpen={setOpen} />
      </div>
      <div className="run-facts">
        <Status status={status} />
        {reason !== "" && <span className={status === "FINISHED" ? "muted" : ""}>{reason}</span>}
        <span className="muted">
          started <Time timeMs={startTimeMs} />
        </span>
        {startTimeMs > 0 && (goesOn || endTimeMs !== null) && (
          <span className="muted">
            {goesOn ? "for" : "took"} <Duration startMs={startTimeMs} endMs={endTimeMs} />
          </span>
        )}
      </div>
      {open === "rename" && <RenameDialog noun="run" name={runName} onRename={rename} onClose={close} />}
      {open === "delete" && <DeleteRun run={run} onClose={close} />}
      {open === "register" && <RegisterDialog run={run} onClose={close} />}
      {open === "code" && <CodeDialog run={run} onClose={close} />}
    </header>
  );
}

function RunMenu({ run, onOpen }: { readonly run: Run; readonly onOpen: (open: Open) => void }) {
  const { runId, runName, lifecycleStage } = run.info;
  const { restore } = useRunChanges(runId);
  const act = async (): Promise<void> => {
    try {
      await restore();
      notify({ text: `Restored run ${runName}` });
    } catch (error) {
      notifyFailure(`Could not restore run ${runName}`, error);
    }
  };
  return (
    <MenuTrigger>
      <Button className="react-aria-Button icon" aria-label="More actions">
        <Ellipsis aria-hidden size={16} />
      </Button>
      <Popover>
        <Menu aria-label="More actions" onAction={(key) => (key === "restore" ? void act() : onOpen(key as Open))}>
          <MenuItem id="rename">Rename</MenuItem>
          {lifecycleStage === "deleted" ? (
            <MenuItem id="restore">Restore</MenuItem>
          ) : (
            <MenuItem id="delete">Delete</MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function DeleteRun({ run, onClose }: { readonly run: Run; readonly onClose: () => void }) {
  const { runId, runName } = run.info;
  const { remove, restore } = useRunChanges(runId);
  const confirm = async (): Promise<void> => {
    await remove();
    notify({ text: `Deleted run ${runName}`, action: { label: "Undo", run: restore } });
  };
  return (
    <Confirm title={`Delete run ${runName}?`} action="Delete" onConfirm={confirm} onClose={onClose}>
      It can be restored until <code>labbook gc</code> removes what was deleted.
    </Confirm>
  );
}
