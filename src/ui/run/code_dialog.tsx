/** Code to load the run and its model elsewhere. */
import type { Run } from "../../entities.js";
import { base } from "../api/send.js";
import { CopyButton } from "../parts/copy_button.js";
import { ReadingDialog } from "../parts/reading_dialog.js";
import { runCode } from "./run_code.js";
import { useModelChoices } from "./run_models.js";

/** Open while it is rendered. */
export function CodeDialog({ run, onClose }: { readonly run: Run; readonly onClose: () => void }) {
  const { choices } = useModelChoices(run);
  const code = runCode(base.href.replace(/\/$/, ""), run.info.runId, choices[0]?.uri ?? null);
  return (
    <ReadingDialog title="Load this run" onClose={onClose}>
      <Block title="TypeScript" code={code.typescript} />
      <Block title="Python" code={code.python} />
    </ReadingDialog>
  );
}

function Block({ title, code }: { readonly title: string; readonly code: string }) {
  return (
    <section>
      <div className="row">
        <h3>{title}</h3>
        <CopyButton text={code} label={`Copy ${title} code`} />
      </div>
      <pre className="run-code" tabIndex={0} aria-label={`${title} code`}>
        {code}
      </pre>
    </section>
  );
}
