/** Makes a model of a run a version of a registered model, new or old. */
import { useState } from "react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, ComboBox, Input, Label, ListBox, ListBoxItem, Popover, Text } from "react-aria-components";
import { ChevronDown } from "lucide-react";
import type { Run } from "../../entities.js";
import { registeredModelOf } from "../../protocol/registered_model.js";
import { ApiError } from "../api/failure.js";
import { call } from "../api/mlflow.js";
import { FormDialog } from "../parts/form_dialog.js";
import { notify } from "../parts/notice.js";
import { quoted } from "../api/quoted.js";
import { type ModelChoice, useModelChoices } from "./run_models.js";

const mostOffered = 50;

/** Open while it is rendered. */
export function RegisterDialog({ run, onClose }: { readonly run: Run; readonly onClose: () => void }) {
  const { choices, isPending, error } = useModelChoices(run);
  const [uri, setUri] = useState<string>();
  const [name, setName] = useState("");
  const client = useQueryClient();
  const navigate = useNavigate();
  const chosen = choices.find((choice) => choice.uri === uri) ?? choices[0];
  const register = async (): Promise<void> => {
    const version = await registered(name.trim(), chosen!, run.info.runId);
    await client.invalidateQueries();
    const show = (): Promise<void> =>
      navigate({ to: "/models/$name/versions/$version", params: { name: name.trim(), version } });
    notify({ text: `Registered ${name.trim()}, version ${version}`, action: { label: "Show", run: show } });
  };
  return (
    <FormDialog
      title="Register model"
      action="Register"
      canSubmit={chosen !== undefined && name.trim() !== ""}
      onSubmit={register}
      onClose={onClose}
    >
      {chosen === undefined ? (
        <NoModel isPending={isPending} error={error} />
      ) : (
        <label className="stack" style={{ gap: 3 }}>
          <span className="label">Model of this run</span>
          <select className="input" value={chosen.uri} onChange={(event) => setUri(event.currentTarget.value)}>
            {choices.map((choice) => (
              <option key={choice.uri} value={choice.uri}>
                {choice.label}
              </option>
            ))}
          </select>
        </label>
      )}
      <NameField name={name} onName={setName} />
    </FormDialog>
  );
}

function NoModel({ isPending, error }: { readonly isPending: boolean; readonly error: Error | null }) {
  if (isPending) return <p role="status">Looking for models among the artifacts…</p>;
  if (error !== null) return <p slot="errorMessage">The artifacts cannot be listed: {error.message}</p>;
  return (
    <p>
      This run has no model: no folder with an <code>MLmodel</code> file. Log one with{" "}
      <code>await mlflow.logModel(model, &quot;model&quot;)</code> and try again.
    </p>
  );
}

/** New or existing: what is typed decides. */
function NameField({ name, onName }: { readonly name: string; readonly onName: (name: string) => void }) {
  const word = name.trim();
  const { data: offered = [] } = useQuery({
    queryKey: ["registeredModels", "named", word],
    queryFn: async ({ signal }) => {
      const filter = word === "" ? {} : { filter: `name ILIKE ${quoted(`%${word}%`)}` };
      const answer = await call("searchRegisteredModels", { ...filter, max_results: mostOffered }, signal);
      return (answer.registered_models ?? []).map(registeredModelOf);
    },
    placeholderData: keepPreviousData,
  });
  const exists = offered.some((model) => model.name === word);
  return (
    <ComboBox
      items={offered.map((model) => ({ id: model.name }))}
      inputValue={name}
      onInputChange={onName}
      allowsCustomValue
      allowsEmptyCollection={false}
      menuTrigger="focus"
    >
      <Label>Registered model</Label>
      <div className="run-combo">
        <Input placeholder="A new name, or one that exists" />
        <Button className="react-aria-Button icon" aria-label="Show registered models">
          <ChevronDown aria-hidden size={15} />
        </Button>
      </div>
      <Text slot="description">
        {word === ""
          ? "A name that exists gets another version."
          : exists
            ? `${word} exists: it gets another version.`
            : `${word} is new: it will be made with version 1.`}
      </Text>
      <Popover>
        <ListBox>
          {({ id }: { id: string }) => (
            <ListBoxItem id={id} textValue={id}>
              {id}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** Resolves to the new version's number. */
async function registered(name: string, { source, modelId }: ModelChoice, runId: string): Promise<string> {
  try {
    await call("createRegisteredModel", { name });
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "RESOURCE_ALREADY_EXISTS")) throw error;
  }
  const origin = { source, run_id: runId, ...(modelId !== undefined && { model_id: modelId }) };
  return (await call("createModelVersion", { name, ...origin })).model_version?.version ?? "";
}
