/** Code that loads a version: by its number, its stage or an alias. */
import type { ModelVersion } from "../../entities.js";
import { CodeLine } from "./no_models.js";

export interface LoadingCode {
  readonly by: string;
  readonly typescript: string;
  readonly python: string;
}

/** By number first; by stage and alias where it has them. */
export function loadingCodeOf({ name, version, currentStage, aliases }: ModelVersion): readonly LoadingCode[] {
  const uris: [by: string, uri: string][] = [[`By version ${version}`, `models:/${name}/${version}`]];
  for (const alias of aliases) uris.push([`By alias ${alias}`, `models:/${name}@${alias}`]);
  if (currentStage !== "None") uris.push([`By stage ${currentStage}`, `models:/${name}/${currentStage}`]);
  return uris.map(([by, uri]) => ({
    by,
    typescript: `const model = await mlflow.loadModel(${JSON.stringify(uri)});`,
    python: `model = mlflow.pyfunc.load_model(${JSON.stringify(uri)})`,
  }));
}

export function HowToLoad({ version }: { readonly version: ModelVersion }) {
  return (
    <section className="panel stack" aria-label="How to load it">
      <h2>How to load it</h2>
      {loadingCodeOf(version).map(({ by, typescript, python }) => (
        <div key={by}>
          <h3>{by}</h3>
          <CodeLine code={typescript} label={`Copy TypeScript, ${by.toLowerCase()}`} />
          <CodeLine code={python} label={`Copy Python, ${by.toLowerCase()}`} />
        </div>
      ))}
    </section>
  );
}
