/** Deletes a registered model after its name was typed: there is no way back. */
import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Input, Label, TextField } from "react-aria-components";
import { call } from "../api/mlflow.js";
import { FormDialog } from "../parts/form_dialog.js";
import { notify } from "../parts/notice.js";
import { versionsQuery } from "./registry.js";
import { listOf } from "./transition.js";

export function DeleteModel({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: versions } = useQuery(versionsQuery(name));
  const inUse = versions?.filter(({ currentStage }) => currentStage === "Production") ?? [];
  const remove = async (): Promise<void> => {
    await call("deleteRegisteredModel", { name });
    await navigate({ to: "/models", replace: true });
    await client.invalidateQueries();
    notify({ text: `Model ${name} deleted` });
  };
  return (
    <FormDialog
      title={`Delete ${name}?`}
      action="Delete model"
      destroys
      canSubmit={typed === name}
      onSubmit={remove}
      onClose={onClose}
    >
      <p>
        {`The model goes for good, with ${goes(versions?.length)}, their stages, aliases, tags and descriptions. The runs they came from and their files stay.`}
      </p>
      {inUse.length > 0 && <p className="models-warning">{`In Production now: ${listOf(inUse)}.`}</p>}
      <TextField value={typed} onChange={setTyped} autoFocus>
        <Label>{`Type ${name} to confirm`}</Label>
        <Input />
      </TextField>
    </FormDialog>
  );
}

function goes(count: number | undefined): string {
  if (count === undefined) return "all its versions";
  return count === 1 ? "its one version" : `its ${count} versions`;
}
