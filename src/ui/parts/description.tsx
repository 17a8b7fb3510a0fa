/** A description in Markdown, to be read and edited in place. */
import { useState } from "react";
import { Pencil } from "lucide-react";
import { Button, Form, TextArea, TextField } from "react-aria-components";
import { Markdown } from "./markdown.js";
import { useReadOnlyReason } from "./read_only.js";
import "./description.css";

export interface DescriptionProps {
  readonly text: string;
  /** Resolves to whether it was saved; until then the text stays in the editor. */
  readonly onSave: (text: string) => Promise<boolean>;
  readonly level?: 2 | 3;
}

export function Description({ text, onSave, level = 2 }: DescriptionProps) {
  const [draft, setDraft] = useState<string>();
  const readOnly = useReadOnlyReason() !== null;
  const Heading = `h${level}` as const;
  return (
    <section className="description" aria-label="Description">
      <div className="row">
        <Heading>Description</Heading>
        {draft === undefined && !readOnly && (
          <Button className="react-aria-Button quiet icon" aria-label="Edit description" onPress={() => setDraft(text)}>
            <Pencil aria-hidden size={15} />
          </Button>
        )}
      </div>
      {draft !== undefined ? (
        <Editor draft={draft} setDraft={setDraft} onSave={onSave} />
      ) : text === "" ? (
        <p className="muted">None yet.</p>
      ) : (
        <Markdown text={text} />
      )}
    </section>
  );
}

interface EditorProps {
  readonly draft: string;
  readonly setDraft: (draft: string | undefined) => void;
  readonly onSave: DescriptionProps["onSave"];
}

function Editor({ draft, setDraft, onSave }: EditorProps) {
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    if (await onSave(draft)) setDraft(undefined);
    setBusy(false);
  };
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <TextField aria-label="Description, in Markdown" value={draft} onChange={setDraft} autoFocus>
        <TextArea rows={8} />
      </TextField>
      <div className="row">
        <Button type="submit" className="react-aria-Button primary" isDisabled={busy}>
          Save
        </Button>
        <Button onPress={() => setDraft(undefined)} isDisabled={busy}>
          Cancel
        </Button>
        <span className="muted">Markdown</span>
      </div>
    </Form>
  );
}
