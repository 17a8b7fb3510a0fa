/** A model's description: flavors, signature, and how to predict with it. */
import { useMemo } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { predictionTexts } from "../../../models/how_to_predict.js";
import { mlmodelOf } from "../../../models/mlmodel_text.js";
import type { ModelMetadata } from "../../../models/model.js";
import CodeViewer from "../../parts/code_viewer.js";
import { CopyButton } from "../../parts/copy_button.js";
import { Failure } from "../../parts/failure.js";
import { artifactUri } from "../artifact_uri.js";
import { type FileRef, textOf } from "../bytes.js";
import { readableSize } from "../kind.js";
import { Portion } from "./portion.js";
import { SignatureTable } from "./signature_table.js";

export default function MlmodelView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={16 * 2 ** 20} growing={false}>
      {(portion) => <Described text={textOf(portion)} file={file} />}
    </Portion>
  );
}

function Described({ text, file }: { readonly text: string; readonly file: FileRef }) {
  const read = useMemo(() => readMetadata(text, file.path), [text, file.path]);
  if ("error" in read) {
    return (
      <div className="stack">
        <Failure error={read.error} />
        <CodeViewer text={text} language="yaml" label={file.path} />
      </div>
    );
  }
  const { model } = read;
  return (
    <div className="stack">
      <p className="muted">{factsOf(model)}</p>
      <h3>Flavors</h3>
      <Flavors model={model} />
      <h3>Signature</h3>
      <SignatureTable signature={model.signature} />
      <h3>How to predict</h3>
      <Code model={model} uri={uriOf(file)} />
      <h3>MLmodel</h3>
      <CodeViewer text={text} language="yaml" label={file.path} />
    </div>
  );
}

function readMetadata(text: string, path: string): { readonly model: ModelMetadata } | { readonly error: unknown } {
  try {
    return { model: mlmodelOf(text, path) };
  } catch (error) {
    return { error };
  }
}

/** What the file tells besides flavors and signature, in one line. */
function factsOf({ modelId, runId, utcTimeCreated, rest }: ModelMetadata): string {
  const size = rest["model_size_bytes"];
  const mlflow = rest["mlflow_version"];
  const facts = [
    modelId === null ? null : `Model ${modelId}`,
    runId === null ? null : `run ${runId}`,
    utcTimeCreated === null ? null : `made ${utcTimeCreated.slice(0, 19)} UTC`,
    typeof mlflow === "string" ? `by MLflow ${mlflow}` : null,
    typeof size === "number" ? readableSize(size) : null,
  ];
  return facts.filter((fact) => fact !== null).join(", ");
}

function Flavors({ model }: { readonly model: ModelMetadata }) {
  return (
    <div className="scroll-x">
      <table className="table">
        <tbody>
          {Object.entries(model.flavors).map(([name, config]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {Object.entries(config)
                  .map(([key, value]) => `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
                  .join(", ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Code({ model, uri }: { readonly model: ModelMetadata; readonly uri: string }) {
  const texts = predictionTexts(uri, model);
  const tabs = [
    ["TypeScript", "typescript", texts.typescript],
    ["Python", "python", texts.python],
    ["HTTP", null, texts.http],
  ] as const;
  return (
    <Tabs>
      <TabList aria-label="Language">
        {tabs.map(
          ([name, , text]) =>
            text !== null && (
              <Tab key={name} id={name}>
                {name}
              </Tab>
            ),
        )}
      </TabList>
      {tabs.map(
        ([name, language, text]) =>
          text !== null && (
            <TabPanel key={name} id={name}>
              <div className="artifacts-code">
                <CodeViewer text={text} language={language} label={`How to predict in ${name}`} />
                <CopyButton text={text} label={`Copy the ${name} code`} />
              </div>
            </TabPanel>
          ),
      )}
    </Tabs>
  );
}

/** As `loadModel` takes it. */
function uriOf({ owner, path }: FileRef): string {
  return artifactUri(owner, path.slice(0, Math.max(0, path.lastIndexOf("/"))));
}
