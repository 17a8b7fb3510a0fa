/** Asks for another name. */
import { useState } from "react";
import { Input, Label, TextField } from "react-aria-components";
import { FormDialog } from "./form_dialog.js";

export interface RenameDialogProps {
  /** "run", "experiment" … */
  readonly noun: string;
  readonly name: string;
  readonly onRename: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Open while it is rendered. */
export function RenameDialog({ noun, name, onRename, onClose }: RenameDialogProps) {
  const [next, setNext] = useState(name);
  return (
    <FormDialog
      title={`Rename ${noun}`}
      action="Rename"
      canSubmit={next.trim() !== ""}
      onSubmit={() => (next === name ? Promise.resolve() : onRename(next))}
      onClose={onClose}
    >
      <TextField value={next} onChange={setNext} autoFocus>
        <Label>Name</Label>
        <Input />
      </TextField>
    </FormDialog>
  );
}
