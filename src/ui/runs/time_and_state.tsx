/** Which state runs are in, and when they started: written into the filter, where it can be read and changed. */
import { useState } from "react";
import { Clock } from "lucide-react";
import {
  Button,
  Header,
  Input,
  Label,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
  TextField,
  ToggleButton,
  ToggleButtonGroup,
} from "react-aria-components";
import { FormDialog } from "../parts/form_dialog.js";
import { withAttribute } from "./conditions.js";
import type { ChangeView, RunsView } from "./view.js";

const hourMs = 3_600_000;
const presets: readonly (readonly [string, number])[] = [
  ["Last hour", hourMs],
  ["Last 24 hours", 24 * hourMs],
  ["Last 7 days", 7 * 24 * hourMs],
  ["Last 30 days", 30 * 24 * hourMs],
];
const statuses = ["RUNNING", "FINISHED", "FAILED", "KILLED"] as const;
const stages = { active: "Active", deleted: "Deleted", all: "All" } as const;

export function TimeAndState({ view, changeView }: { readonly view: RunsView; readonly changeView: ChangeView }) {
  const [asking, setAsking] = useState(false);
  const started = (conditions: readonly string[]): void =>
    changeView({ filter: withAttribute(view.filter, "start_time", conditions) });
  const act = (key: string): void => {
    if (key === "range") return setAsking(true);
    if (key === "any-time") return started([]);
    if (key === "any-status") return changeView({ filter: withAttribute(view.filter, "status", []) });
    const preset = presets.find(([label]) => label === key);
    if (preset !== undefined) return started([`attributes.start_time >= ${Date.now() - preset[1]}`]);
    changeView({ filter: withAttribute(view.filter, "status", [`attributes.status = '${key}'`]) });
  };
  return (
    <>
      <MenuTrigger>
        <Button>
          <Clock aria-hidden size={14} />
          Time and status
        </Button>
        <Popover>
          <Menu aria-label="Time and status" onAction={(key) => act(String(key))}>
            <MenuSection>
              <Header>Started</Header>
              {presets.map(([label]) => (
                <MenuItem key={label} id={label}>
                  {label}
                </MenuItem>
              ))}
              <MenuItem id="range">From … to …</MenuItem>
              <MenuItem id="any-time">Any time</MenuItem>
            </MenuSection>
            <Separator />
            <MenuSection>
              <Header>Status</Header>
              {statuses.map((status) => (
                <MenuItem key={status} id={status}>
                  {status[0] + status.slice(1).toLowerCase()}
                </MenuItem>
              ))}
              <MenuItem id="any-status">Any status</MenuItem>
            </MenuSection>
          </Menu>
        </Popover>
      </MenuTrigger>
      <ToggleButtonGroup
        aria-label="State"
        disallowEmptySelection
        selectedKeys={[view.stage]}
        onSelectionChange={(keys) => changeView({ stage: [...keys][0] as RunsView["stage"] })}
      >
        {Object.entries(stages).map(([stage, label]) => (
          <ToggleButton key={stage} id={stage}>
            {label}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      {asking && <RangeDialog onRange={started} onClose={() => setAsking(false)} />}
    </>
  );
}

interface RangeDialogProps {
  readonly onRange: (conditions: readonly string[]) => void;
  readonly onClose: () => void;
}

function RangeDialog({ onRange, onClose }: RangeDialogProps) {
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const submit = async (): Promise<void> => {
    const [low, high] = [new Date(from).getTime(), new Date(to).getTime()]; // local time
    if (low > high) throw new Error("The range ends before it begins: exchange the two times.");
    onRange([
      ...(Number.isNaN(low) ? [] : [`attributes.start_time >= ${low}`]),
      ...(Number.isNaN(high) ? [] : [`attributes.start_time <= ${high}`]),
    ]);
  };
  return (
    <FormDialog
      title="Runs that started"
      action="Show"
      canSubmit={from !== "" || to !== ""}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField type="datetime-local" value={from} onChange={setFrom} autoFocus>
        <Label>From</Label>
        <Input />
      </TextField>
      <TextField type="datetime-local" value={to} onChange={setTo}>
        <Label>To</Label>
        <Input />
      </TextField>
    </FormDialog>
  );
}
