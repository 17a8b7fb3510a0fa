/** Views that have a name: kept as tags of the experiment, so that all who look at it have them. */
import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import {
  Button,
  Header,
  Input,
  Label,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
  SubmenuTrigger,
  TextField,
} from "react-aria-components";
import { call } from "../api/mlflow.js";
import { experimentQuery } from "../experiments/experiments.js";
import { FormDialog } from "../parts/form_dialog.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { type ChangeView, type RunsView, sharedPart, viewOf } from "./view.js";

const prefix = "labbook.view.";

export interface ViewsMenuProps {
  readonly experimentId: string;
  readonly view: RunsView;
  readonly changeView: ChangeView;
}

export function ViewsMenu({ experimentId, view, changeView }: ViewsMenuProps) {
  const [saving, setSaving] = useState(false);
  const client = useQueryClient();
  const { data } = useQuery(experimentQuery(experimentId));
  const saved = Object.entries(data?.tags ?? {}).filter(([key]) => key.startsWith(prefix));
  const setTag = async (key: string, value: string): Promise<void> => {
    await call("setExperimentTag", { experiment_id: experimentId, key, value });
    await client.invalidateQueries();
  };
  const act = async (action: string): Promise<void> => {
    if (action === "save") return setSaving(true);
    if (action === "reset") return changeView(viewOf({}));
    const [verb, key] = [action.slice(0, 4), action.slice(4)];
    const value = saved.find(([one]) => one === key)?.[1];
    if (value === undefined) return;
    try {
      if (verb === "open") return changeView({ ...viewOf({}), ...viewOf(searchIn(value)) });
      await call("deleteExperimentTag", { experiment_id: experimentId, key });
      await client.invalidateQueries();
      notify({
        text: `View ${key.slice(prefix.length)} deleted`,
        action: { label: "Undo", run: () => setTag(key, value) },
      });
    } catch (error) {
      notifyFailure(`View ${key.slice(prefix.length)}`, error);
    }
  };
  return (
    <>
      <MenuTrigger>
        <Button>
          <Bookmark aria-hidden size={14} />
          Views
        </Button>
        <Popover>
          <Menu aria-label="Views" onAction={(key) => void act(String(key))}>
            {saved.length > 0 && (
              <MenuSection>
                <Header>Open</Header>
                {saved.map(([key]) => (
                  <MenuItem key={key} id={`open${key}`}>
                    {key.slice(prefix.length)}
                  </MenuItem>
                ))}
              </MenuSection>
            )}
            <Separator />
            <MenuItem id="save">Save this view…</MenuItem>
            {saved.length > 0 && (
              <SubmenuTrigger>
                <MenuItem>Delete a view</MenuItem>
                <Popover>
                  <Menu aria-label="Delete a view" onAction={(key) => void act(String(key))}>
                    {saved.map(([key]) => (
                      <MenuItem key={key} id={`drop${key}`}>
                        {key.slice(prefix.length)}
                      </MenuItem>
                    ))}
                  </Menu>
                </Popover>
              </SubmenuTrigger>
            )}
            <MenuItem id="reset">Back to the default</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {saving && (
        <SaveDialog
          names={saved.map(([key]) => key.slice(prefix.length))}
          onSave={(name) => setTag(prefix + name, JSON.stringify(sharedPart(view)))}
          onClose={() => setSaving(false)}
        />
      )}
    </>
  );
}

function searchIn(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("its tag holds no view");
  return value as Record<string, unknown>;
}

interface SaveDialogProps {
  readonly names: readonly string[];
  readonly onSave: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

function SaveDialog({ names, onSave, onClose }: SaveDialogProps) {
  const [name, setName] = useState("");
  const again = names.includes(name.trim());
  return (
    <FormDialog
      title="Save this view"
      action={again ? "Replace" : "Save"}
      canSubmit={/^[\w .\-/]{1,200}$/.test(name.trim())}
      onSubmit={() => onSave(name.trim())}
      onClose={onClose}
    >
      <TextField value={name} onChange={setName} autoFocus>
        <Label>Name</Label>
        <Input />
      </TextField>
      <p className="muted">
        {again
          ? "A view has this name already: it will be replaced."
          : "Filter, order, columns, groups and charts; kept with the experiment, for all who open it. Which runs are chosen, hidden or pinned stays yours."}
      </p>
    </FormDialog>
  );
}
