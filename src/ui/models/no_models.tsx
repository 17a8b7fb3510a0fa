/** No models: how to get one, or that the search is to blame. */
import { Button } from "react-aria-components";
import { CopyButton } from "../parts/copy_button.js";
import { Empty } from "../parts/empty.js";

const code = `const info = await mlflow.logModel(booster, "model", { registeredModelName: "nyc-taxi-regressor" });`;

export function NoModels({ search, onClear }: { readonly search: string; readonly onClear: () => void }) {
  if (search !== "")
    return (
      <Empty title="No model matches the search">
        <Button onPress={onClear}>Show all models</Button>
      </Empty>
    );
  return (
    <Empty title="No registered models yet">
      <p>A registered model gathers the versions of one model. Register one from a run’s page, or when you log it:</p>
      <CodeLine code={code} label="Copy code" />
    </Empty>
  );
}

/** One line of code to take along. */
export function CodeLine({ code: text, label }: { readonly code: string; readonly label: string }) {
  return (
    <div className="models-code">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
