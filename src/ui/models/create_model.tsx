/** A dialog that makes a registered model without versions. */
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Input, Label, Text, TextArea, TextField } from "react-aria-components";
import { call } from "../api/mlflow.js";
import { FormDialog } from "../parts/form_dialog.js";

export function CreateModel({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = async (): Promise<void> => {
    await call("createRegisteredModel", { name, ...(description !== "" && { description }) });
    await client.invalidateQueries();
    await navigate({ to: "/models/$name", params: { name } });
  };
  return (
    <FormDialog title="New model" action="Create model" canSubmit={name !== ""} onSubmit={create} onClose={onClose}>
      <TextField value={name} onChange={setName} autoFocus>
        <Label>Name</Label>
        <Input />
        <Text slot="description">Anything but “/” and “:”.</Text>
      </TextField>
      <TextField value={description} onChange={setDescription}>
        <Label>Description, in Markdown (may be left out)</Label>
        <TextArea rows={4} />
      </TextField>
    </FormDialog>
  );
}
