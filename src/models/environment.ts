/** The files that say what a model needs: for Python as MLflow writes them, for Node a package.json with its lockfile. */
import { stringify } from "yaml";
import { labbookVersion } from "../version.js";
import { lockedPackages } from "./lockfile.js";

/** The Python that the files name; models hold no pickles, so that others load them as well. */
const pythonVersion = "3.11.9";

/** What MLflow's python_function flavor says of Python. */
export const pythonEnvironment = {
  python_version: pythonVersion,
  env: { conda: "conda.yaml", virtualenv: "python_env.yaml" },
} as const;

/** requirements.txt, python_env.yaml and conda.yaml; `requirements` as pip takes them, MLflow itself among them. */
export function pythonFiles(requirements: readonly string[]): Record<string, string> {
  const pip = [...new Set(requirements)];
  const conda = {
    channels: ["conda-forge"],
    dependencies: [`python=${pythonVersion}`, "pip", { pip }],
    name: "mlflow-env",
  };
  const environment = {
    python: pythonVersion,
    build_dependencies: ["pip", "setuptools", "wheel"],
    dependencies: ["-r requirements.txt"],
  };
  return {
    "requirements.txt": `${pip.join("\n")}\n`,
    "python_env.yaml": stringify(environment, { version: "1.1" }),
    "conda.yaml": stringify(conda, { version: "1.1" }),
  };
}

/** package.json and package-lock.json; `packages`: name → version range, besides labbook. */
export function nodeFiles(packages: Readonly<Record<string, string>>): Record<string, string> {
  const dependencies = { labbook: labbookVersion(), ...packages };
  const manifest = { name: "model", version: "1.0.0", private: true, type: "module", dependencies };
  const lock = {
    name: manifest.name,
    version: manifest.version,
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: manifest.name, version: manifest.version, dependencies },
      ...lockedPackages(Object.keys(dependencies)),
    },
  };
  return { "package.json": json(manifest), "package-lock.json": json(lock) };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
