/** What the kernel says about itself; told by the supervisor at once, before TypeScript is loaded. */
import { createRequire } from "node:module";
import { protocolVersion } from "../src/jupyter/messages.js";

const require = createRequire(import.meta.url);

export function packageVersion(name: string): string {
  return (require(`${name}/package.json`) as { version: string }).version;
}

export function kernelInfo(): Record<string, unknown> {
  const version = packageVersion("labbook");
  const typescript = packageVersion("typescript");
  return {
    status: "ok",
    protocol_version: protocolVersion,
    implementation: "labbook",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescript,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { name: "javascript", mode: "typescript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `labbook ${version}: TypeScript ${typescript} on Node ${process.versions.node}. %lsmagic lists the magics.`,
    debugger: false,
    help_links: [
      { text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" },
      { text: "MLflow tracking", url: "https://mlflow.org/docs/latest/ml/tracking/" },
    ],
  };
}
