/** Makes an experiment and opens it. */
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { Input, Label, Text, TextField } from "react-aria-components";
import { FormDialog } from "../parts/form_dialog.js";
import { useExperimentChanges } from "./experiments.js";

/** Open while it is rendered. */
export function CreateExperiment({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [location, setLocation] = useState("");
  const { create } = useExperimentChanges();
  const navigate = useNavigate();
  const submit = async (): Promise<void> => {
    const experimentIds = await create(name, location);
    await navigate({ to: "/experiments/$experimentIds/runs", params: { experimentIds } });
  };
  return (
    <FormDialog
      title="New experiment"
      action="Create"
      canSubmit={name.trim() !== ""}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField value={name} onChange={setName} autoFocus>
        <Label>Name</Label>
        <Input />
      </TextField>
      <TextField value={location} onChange={setLocation}>
        <Label>Artifact location (optional)</Label>
        <Input placeholder="s3://bucket/folder" />
        <Text slot="description">Where the files of its runs are kept. Default: where the server keeps all.</Text>
      </TextField>
    </FormDialog>
  );
}
