/** Gives a registered model another name, and goes to its new address. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { call } from "../api/mlflow.js";
import { RenameDialog } from "../parts/rename_dialog.js";

export function RenameModel({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const rename = async (next: string): Promise<void> => {
    await call("renameRegisteredModel", { name, new_name: next });
    await navigate({ to: "/models/$name", params: { name: next }, replace: true });
    await client.invalidateQueries();
  };
  return <RenameDialog noun="model" name={name} onRename={rename} onClose={onClose} />;
}
