/** Aliases of a version: named pointers that move from version to version. */
import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { Button, Input, Label, TextField } from "react-aria-components";
import type { ModelVersion } from "../../entities.js";
import { useChange } from "../parts/change.js";
import { call } from "../api/mlflow.js";
import { FormDialog } from "../parts/form_dialog.js";
import { notify } from "../parts/notice.js";
import { useReadOnlyReason } from "../parts/read_only.js";
import { modelQuery } from "./registry.js";

export function Aliases({ version: { name, version, aliases } }: { readonly version: ModelVersion }) {
  const [adding, setAdding] = useState(false);
  const isOpen = useReadOnlyReason() === null;
  const change = useChange();
  const remove = async (alias: string): Promise<void> => {
    const done = await change("Could not remove the alias", () => call("deleteRegisteredModelAlias", { name, alias }));
    if (!done) return;
    const undo = async (): Promise<void> =>
      void (await change("Could not set the alias", () => call("setRegisteredModelAlias", { name, alias, version })));
    notify({ text: `Alias ${alias} removed`, action: { label: "Undo", run: undo } });
  };
  return (
    <>
      <ul className="tags" aria-label="Aliases">
        {aliases.map((alias) => (
          <li key={alias} className="chip">
            {`@${alias}`}
            {isOpen && (
              <Button className="tags-remove" aria-label={`Remove alias ${alias}`} onPress={() => void remove(alias)}>
                <X aria-hidden size={12} />
              </Button>
            )}
          </li>
        ))}
        {isOpen ? (
          <li>
            <Button className="react-aria-Button quiet" onPress={() => setAdding(true)}>
              <Plus aria-hidden size={14} />
              Add alias
            </Button>
          </li>
        ) : (
          aliases.length === 0 && <li className="muted">none</li>
        )}
      </ul>
      {adding && <AddAlias name={name} version={version} onClose={() => setAdding(false)} />}
    </>
  );
}

interface AddAliasProps {
  readonly name: string;
  readonly version: string;
  readonly onClose: () => void;
}

function AddAlias({ name, version, onClose }: AddAliasProps) {
  const [alias, setAlias] = useState("");
  const client = useQueryClient();
  const { data } = useQuery(modelQuery(name));
  const aliases = data?.aliases ?? {};
  const holder = Object.hasOwn(aliases, alias) ? aliases[alias] : undefined;
  const moves = holder !== undefined && holder !== version;
  const add = async (): Promise<void> => {
    await call("setRegisteredModelAlias", { name, alias, version });
    await client.invalidateQueries();
  };
  return (
    <FormDialog
      title={`Add an alias to version ${version}`}
      action={moves ? "Move alias" : "Add alias"}
      canSubmit={alias !== ""}
      onSubmit={add}
      onClose={onClose}
    >
      <TextField value={alias} onChange={setAlias} autoFocus>
        <Label>Alias</Label>
        <Input placeholder="champion" />
      </TextField>
      <p aria-live="polite" className="models-warning">
        {moves && `${alias} points to version ${holder} now. It will be moved: version ${holder} loses it.`}
        {holder === version && `Version ${version} has it already.`}
      </p>
    </FormDialog>
  );
}
