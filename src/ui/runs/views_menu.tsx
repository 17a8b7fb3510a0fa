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
import { useReadOnlyReason } from "../parts/read_only.js";
import { type ChangeView, type RunsView, sharedPart, viewOf } from "./view.js";

const prefix = "labbook.view.";

export interface ViewsMenuProps {
  readonly experimentId: string;
  readonly view: RunsView;
  readonly changeView: ChangeView;
}

type Asked = { readonly what: "save" } | { readonly what: "rename"; readonly key: string };

export function ViewsMenu({ experimentId, view, changeView }: ViewsMenuProps) {
  const [asked, setAsked] = useState<Asked>();
  const readOnly = useReadOnlyReason() !== null;
  const client = useQueryClient();
  const { data } = useQuery(experimentQuery(experimentId));
  const saved = Object.entries(data?.tags ?? {}).filter(([key]) => key.startsWith(prefix));
  const names = saved.map(([key]) => nameOf(key));
  const put = async (key: string, value: string | undefined): Promise<void> => {
    if (value === undefined) await call("deleteExperimentTag", { experiment_id: experimentId, key });
    else await call("setExperimentTag", { experiment_id: experimentId, key, value });
    await client.invalidateQueries();
  };
  const act = async (action: string): Promise<void> => {
    if (action === "save") return setAsked({ what: "save" });
    if (action === "reset") return changeView(viewOf({}));
    const [verb, key] = [action.slice(0, 4), action.slice(4)];
    const value = saved.find(([one]) => one === key)?.[1];
    if (value === undefined) return;
    if (verb === "name") return setAsked({ what: "rename", key });
    try {
      if (verb === "open") return changeView({ ...viewOf(searchIn(value)), ...ownPart(view) });
      await put(key, undefined);
      notify({ text: `View ${nameOf(key)} deleted`, action: { label: "Undo", run: () => put(key, value) } });
    } catch (error) {
      notifyFailure(`View ${nameOf(key)}`, error);
    }
  };
  const rename = async (key: string, name: string): Promise<void> => {
    const value = saved.find(([one]) => one === key)?.[1];
    if (value === undefined) throw new Error(`The view ${nameOf(key)} is gone; save this view under the new name.`);
    await put(prefix + name, value);
    if (name !== nameOf(key)) await put(key, undefined);
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
                {itemsOf("open", saved)}
              </MenuSection>
            )}
            {saved.length > 0 && <Separator />}
            {!readOnly && <MenuItem id="save">Save this view…</MenuItem>}
            {!readOnly && saved.length > 0 && submenu("Rename a view", "name", saved, act)}
            {!readOnly && saved.length > 0 && submenu("Delete a view", "drop", saved, act)}
            <MenuItem id="reset">Back to the default</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {asked !== undefined && (
        <NameDialog
          renamed={asked.what === "rename" ? nameOf(asked.key) : undefined}
          names={names}
          onName={(name) =>
            asked.what === "rename" ? rename(asked.key, name) : put(prefix + name, JSON.stringify(sharedPart(view)))
          }
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function nameOf(key: string): string {
  return key.slice(prefix.length);
}

type Saved = readonly (readonly [key: string, value: string])[];

/** `verb`: four letters before the key. */
function itemsOf(verb: string, saved: Saved) {
  return saved.map(([key]) => (
    <MenuItem key={key} id={`${verb}${key}`}>
      {nameOf(key)}
    </MenuItem>
  ));
}

function submenu(title: string, verb: string, saved: Saved, act: (action: string) => Promise<void>) {
  return (
    <SubmenuTrigger>
      <MenuItem>{title}</MenuItem>
      <Popover>
        <Menu aria-label={title} onAction={(key) => void act(String(key))}>
          {itemsOf(verb, saved)}
        </Menu>
      </Popover>
    </SubmenuTrigger>
  );
}

/** What a view that is opened leaves as it is. */
function ownPart({ chosen, hidden, pinned, colors }: RunsView): Partial<RunsView> {
  return { chosen, hidden, pinned, colors };
}

function searchIn(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("its tag holds no view");
  return value as Record<string, unknown>;
}

interface NameDialogProps {
  /** undefined: a view is saved. */
  readonly renamed: string | undefined;
  readonly names: readonly string[];
  readonly onName: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

function NameDialog({ renamed, names, onName, onClose }: NameDialogProps) {
  const [typed, setTyped] = useState(renamed ?? "");
  const name = typed.trim();
  const again = name !== renamed && names.includes(name);
  const fits = /^[\p{L}\p{N}_ .\-]{0,200}$/u.test(name);
  return (
    <FormDialog
      title={renamed === undefined ? "Save this view" : `Rename the view ${renamed}`}
      action={again ? "Replace" : renamed === undefined ? "Save" : "Rename"}
      canSubmit={name !== "" && fits}
      onSubmit={() => onName(name)}
      onClose={onClose}
    >
      <TextField value={typed} onChange={setTyped} autoFocus>
        <Label>Name</Label>
        <Input />
      </TextField>
      <p className="muted" aria-live="polite">
        {!fits && "A name has at most 200 letters, digits, spaces, dots, dashes and underscores. "}
        {again && "A view has this name already: it will be replaced. "}
        {renamed === undefined &&
          !again &&
          "Filter, order, columns, groups and charts; kept with the experiment, for all who open it. Which runs are chosen, hidden or pinned stays yours."}
      </p>
    </FormDialog>
  );
}
