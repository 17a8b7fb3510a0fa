/** Tags as chips: click one to change its value, take it away, or add another. */
import { type FormEvent, useState } from "react";
import { Plus, X } from "lucide-react";
import { Button, Dialog, DialogTrigger, Form, Input, Label, Popover, TextField } from "react-aria-components";
import { notify } from "./notice.js";
import { useReadOnlyReason } from "./read_only.js";
import "./tags.css";

export interface TagsProps {
  readonly tags: Readonly<Record<string, string>>;
  /** Resolves to whether it was done. */
  readonly onSet: (key: string, value: string) => Promise<boolean>;
  readonly onDelete: (key: string) => Promise<boolean>;
}

export function Tags({ tags, onSet, onDelete }: TagsProps) {
  const remove = async (key: string, value: string): Promise<void> => {
    if (!(await onDelete(key))) return;
    const undo = async (): Promise<void> => void (await onSet(key, value));
    notify({ text: `Tag ${key} deleted`, action: { label: "Undo", run: undo } });
  };
  if (useReadOnlyReason() !== null) return <FixedTags tags={tags} />;
  return (
    <ul className="tags" aria-label="Tags">
      {Object.entries(tags).map(([key, value]) => (
        <li key={key} className="chip">
          <Edited title={`Change tag ${key}`} fixedKey={key} value={value} onSet={onSet}>
            <Button className="tags-text" aria-label={`Tag ${key}: ${value}. Change`}>
              <b>{key}</b>
              <span>{value}</span>
            </Button>
          </Edited>
          <Button className="tags-remove" aria-label={`Delete tag ${key}`} onPress={() => void remove(key, value)}>
            <X aria-hidden size={12} />
          </Button>
        </li>
      ))}
      <li>
        <Edited title="New tag" value="" onSet={onSet}>
          <Button className="react-aria-Button quiet">
            <Plus aria-hidden size={14} />
            Add tag
          </Button>
        </Edited>
      </li>
    </ul>
  );
}

function FixedTags({ tags }: { readonly tags: TagsProps["tags"] }) {
  const all = Object.entries(tags);
  if (all.length === 0) return <p className="muted">None.</p>;
  return (
    <ul className="tags" aria-label="Tags">
      {all.map(([key, value]) => (
        <li key={key} className="chip">
          <b>{key}</b>
          <span>{value}</span>
        </li>
      ))}
    </ul>
  );
}

interface EditedProps {
  readonly title: string;
  readonly fixedKey?: string;
  readonly value: string;
  readonly onSet: TagsProps["onSet"];
  readonly children: React.ReactNode;
}

function Edited({ title, fixedKey, value, onSet, children }: EditedProps) {
  const [open, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      {children}
      <Popover>
        <Dialog className="tags-dialog" aria-label={title}>
          <TagForm fixedKey={fixedKey} value={value} onSet={onSet} onDone={() => setOpen(false)} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

interface TagFormProps {
  readonly fixedKey: string | undefined;
  readonly value: string;
  readonly onSet: TagsProps["onSet"];
  readonly onDone: () => void;
}

function TagForm({ fixedKey, value: before, onSet, onDone }: TagFormProps) {
  const [key, setKey] = useState(fixedKey ?? "");
  const [value, setValue] = useState(before);
  const save = async (): Promise<void> => {
    if (await onSet(key, value)) onDone();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (key !== "") void save();
  };
  return (
    <Form className="stack" onSubmit={submit}>
      {fixedKey === undefined && (
        <TextField value={key} onChange={setKey} autoFocus>
          <Label>Key</Label>
          <Input />
        </TextField>
      )}
      <TextField value={value} onChange={setValue} autoFocus={fixedKey !== undefined}>
        <Label>{fixedKey === undefined ? "Value" : `Value of ${fixedKey}`}</Label>
        <Input />
      </TextField>
      <Button type="submit" className="react-aria-Button primary" isDisabled={key === ""}>
        Save
      </Button>
    </Form>
  );
}
