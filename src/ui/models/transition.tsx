/** Moves a version to another stage, and those that are there to Archived when one wants it. */
import { useEffect, useRef, useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { Button, Checkbox, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { ModelStage, ModelVersion } from "../../entities.js";
import { call } from "../api/mlflow.js";
import { FormDialog } from "../parts/form_dialog.js";
import { notify } from "../parts/notice.js";
import { versionsQuery } from "./registry.js";
import { Stage, stageWord } from "./stage.js";

const stages: readonly ModelStage[] = ["None", "Staging", "Production", "Archived"];

export function StageMenu({ version }: { readonly version: ModelVersion }) {
  const [target, setTarget] = useState<ModelStage>();
  const button = useRef<HTMLButtonElement>(null);
  const asked = useRef(false);
  useEffect(() => {
    const closed = asked.current && target === undefined;
    asked.current = target !== undefined;
    // The dialog was opened by a menu that has gone meanwhile; it gives the focus to nobody who is still there, two frames later.
    if (closed) requestAnimationFrame(() => requestAnimationFrame(() => button.current?.focus()));
  }, [target]);
  return (
    <>
      <MenuTrigger>
        <Button
          ref={button}
          aria-label={`Stage of version ${version.version}: ${stageWord(version.currentStage)}. Change`}
        >
          <Stage stage={version.currentStage} />
          <ChevronDown aria-hidden size={14} />
        </Button>
        <Popover>
          <Menu aria-label="Move to stage" onAction={(key) => setTarget(key as ModelStage)}>
            {stages
              .filter((stage) => stage !== version.currentStage)
              .map((stage) => (
                <MenuItem key={stage} id={stage}>
                  {stageWord(stage)}
                </MenuItem>
              ))}
          </Menu>
        </Popover>
      </MenuTrigger>
      {target !== undefined && <Transition version={version} stage={target} onClose={() => setTarget(undefined)} />}
    </>
  );
}

interface TransitionProps {
  readonly version: ModelVersion;
  readonly stage: ModelStage;
  readonly onClose: () => void;
}

function Transition({ version: { name, version, currentStage }, stage, onClose }: TransitionProps) {
  const [from] = useState(currentStage); // while the page is told of the new one, the dialog is still there
  const client = useQueryClient();
  const { data, isPending } = useQuery(versionsQuery(name));
  const others = (data ?? []).filter((one) => one.currentStage === stage && one.version !== version);
  const canArchive = (stage === "Staging" || stage === "Production") && others.length > 0;
  const [archive, setArchive] = useState(true);
  const move = async (): Promise<void> => {
    const archives = canArchive && archive;
    await call("transitionModelVersionStage", { name, version, stage, archive_existing_versions: archives });
    await client.invalidateQueries();
    notify({
      text: `Version ${version} is in ${wordOf(stage)}`,
      ...(!archives && {
        action: {
          label: "Undo",
          run: async () => {
            await call("transitionModelVersionStage", { name, version, stage: from });
            await client.invalidateQueries();
          },
        },
      }),
    });
  };
  return (
    <FormDialog
      title={`Move version ${version} to ${wordOf(stage)}?`}
      action={`Move to ${wordOf(stage)}`}
      canSubmit={!isPending} // who is in the stage now must be known before it is said what becomes of them
      onSubmit={move}
      onClose={onClose}
    >
      <p>{`It is in ${wordOf(from)} now. Whoever loads the model by stage gets another version from then on.`}</p>
      {canArchive && (
        <Checkbox isSelected={archive} onChange={setArchive}>
          {`Move ${listOf(others)} from ${stage} to Archived`}
        </Checkbox>
      )}
    </FormDialog>
  );
}

function wordOf(stage: ModelStage): string {
  return stage === "None" ? "no stage" : stage;
}

/** `version 1`, `versions 1, 2 and 3`. */
export function listOf(versions: readonly ModelVersion[]): string {
  const numbers = versions.map(({ version }) => version).sort((a, b) => Number(a) - Number(b));
  return `${numbers.length === 1 ? "version" : "versions"} ${new Intl.ListFormat("en").format(numbers)}`;
}
