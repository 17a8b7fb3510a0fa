/** One of the runs that are compared. */
import { ComboBox, Button, Input, Label, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { ChevronDown } from "lucide-react";
import type { ComparedRun } from "./comparison.js";

export interface RunChoiceProps {
  readonly label: string;
  readonly runs: readonly ComparedRun[];
  /** Run id. */
  readonly chosen: string;
  readonly onChoose: (runId: string) => void;
}

export function RunChoice({ label, runs, chosen, onChoose }: RunChoiceProps) {
  return (
    <ComboBox
      key={chosen}
      defaultSelectedKey={chosen}
      onSelectionChange={(key) => key !== null && key !== chosen && onChoose(String(key))}
      menuTrigger="focus"
    >
      <Label>{label}</Label>
      <div className="row">
        <Input />
        <Button className="react-aria-Button icon" aria-label={`Choose ${label}`}>
          <ChevronDown aria-hidden size={15} />
        </Button>
      </div>
      <Popover>
        <ListBox>
          {runs.map(({ runId, name }) => (
            <ListBoxItem key={runId} id={runId} textValue={name}>
              {name} <span className="muted mono">{runId.slice(0, 8)}</span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
