/** Asks before a version is deleted: there is no way back. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ModelVersion } from "../../entities.js";
import { call } from "../api/mlflow.js";
import { Confirm } from "../parts/confirm.js";
import { notify } from "../parts/notice.js";

export interface DeleteVersionProps {
  readonly version: ModelVersion;
  readonly onClose: () => void;
}

export function DeleteVersion({ version: { name, version, currentStage, aliases }, onClose }: DeleteVersionProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await call("deleteModelVersion", { name, version });
    await navigate({ to: "/models/$name", params: { name }, replace: true });
    await client.invalidateQueries();
    notify({ text: `Version ${version} of ${name} deleted` });
  };
  return (
    <Confirm
      title={`Delete version ${version} of ${name}?`}
      action="Delete version"
      onConfirm={remove}
      onClose={onClose}
    >
      <p>
        The version goes for good, with its tags and description; its number is not used again. The run it came from
        stays.
      </p>
      {aliases.length > 0 && (
        <p>{`It has ${aliases.map((alias) => `@${alias}`).join(", ")}, which will point to nothing.`}</p>
      )}
      {currentStage !== "None" && <p>{`It is in ${currentStage} now.`}</p>}
    </Confirm>
  );
}
