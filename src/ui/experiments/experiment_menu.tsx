/** What can be done to one experiment: rename, describe, delete, restore. */
import { useState } from "react";
import { Ellipsis } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Experiment } from "../../entities.js";
import { Confirm } from "../parts/confirm.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { RenameDialog } from "../parts/rename_dialog.js";
import { ReadingDialog } from "../parts/reading_dialog.js";
import { ExperimentNotes } from "./experiment_notes.js";
import { useExperimentChanges } from "./experiments.js";

type Open = "rename" | "notes" | "delete";

export function ExperimentMenu({ experiment }: { readonly experiment: Experiment }) {
  const [open, setOpen] = useState<Open | null>(null);
  const { rename, restore } = useExperimentChanges();
  const { experimentId, name } = experiment;
  const close = (): void => setOpen(null);
  const act = (key: Open | "restore"): void => {
    if (key !== "restore") setOpen(key);
    else
      void restore(experimentId).then(
        () => notify({ text: `Restored experiment ${name}` }),
        (error: unknown) => notifyFailure(`Could not restore experiment ${name}`, error),
      );
  };
  return (
    <>
      <MenuTrigger>
        <Button className="react-aria-Button quiet icon" aria-label={`Actions for experiment ${name}`}>
          <Ellipsis aria-hidden size={16} />
        </Button>
        <Popover>
          <Menu aria-label={`Actions for experiment ${name}`} onAction={(key) => act(key as Open | "restore")}>
            <MenuItem id="rename">Rename</MenuItem>
            <MenuItem id="notes">Description and tags</MenuItem>
            {experiment.lifecycleStage === "deleted" ? (
              <MenuItem id="restore">Restore</MenuItem>
            ) : (
              <MenuItem id="delete">Delete</MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {open === "rename" && (
        <RenameDialog noun="experiment" name={name} onRename={(next) => rename(experimentId, next)} onClose={close} />
      )}
      {open === "notes" && <NotesDialog experiment={experiment} onClose={close} />}
      {open === "delete" && <DeleteExperiments experiments={[experiment]} onClose={close} />}
    </>
  );
}

function NotesDialog({ experiment, onClose }: { readonly experiment: Experiment; readonly onClose: () => void }) {
  return (
    <ReadingDialog title={experiment.name} onClose={onClose}>
      <ExperimentNotes experiment={experiment} />
    </ReadingDialog>
  );
}

interface DeleteProps {
  readonly experiments: readonly Experiment[];
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

/** Asks, deletes, offers the way back. */
export function DeleteExperiments({ experiments, onClose, onDeleted }: DeleteProps) {
  const { remove, restore } = useExperimentChanges();
  const what = experiments.length === 1 ? `experiment ${experiments[0]!.name}` : `${experiments.length} experiments`;
  const confirm = async (): Promise<void> => {
    for (const { experimentId } of experiments) await remove(experimentId);
    const undo = async (): Promise<void> => {
      for (const { experimentId } of experiments) await restore(experimentId);
      notify({ text: `Restored ${what}` });
    };
    notify({ text: `Deleted ${what}`, action: { label: "Undo", run: undo } });
    onDeleted?.();
  };
  return (
    <Confirm title={`Delete ${what}?`} action="Delete" onConfirm={confirm} onClose={onClose}>
      The runs go with {experiments.length === 1 ? "it" : "them"}. All can be restored until <code>labbook gc</code>{" "}
      removes what was deleted.
    </Confirm>
  );
}
