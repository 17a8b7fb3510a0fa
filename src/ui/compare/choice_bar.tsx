/** Which rows are shown, and which way round. */
import { Input, Label, SearchField, ToggleButton } from "react-aria-components";
import { ArrowLeftRight } from "lucide-react";
import { useCompareView } from "./view.js";

export function ChoiceBar({
  shown,
  all,
  noun,
}: {
  readonly shown: number;
  readonly all: number;
  readonly noun: string;
}) {
  const [view, change] = useCompareView();
  return (
    <div className="row compare-bar">
      <SearchField value={view.search} onChange={(text) => change({ search: text === "" ? undefined : text }, true)}>
        <Label className="visually-hidden">Search names</Label>
        <Input placeholder="Search names" />
      </SearchField>
      <ToggleButton isSelected={view.differing} onChange={(on) => change({ differing: on || undefined })}>
        Only what differs
      </ToggleButton>
      <ToggleButton isSelected={view.transposed} onChange={(on) => change({ transposed: on || undefined })}>
        <ArrowLeftRight aria-hidden size={14} />
        Runs as rows
      </ToggleButton>
      <span className="muted" aria-live="polite">
        {shown === all
          ? `${all.toLocaleString("en")} ${noun}`
          : `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} ${noun}`}
      </span>
    </div>
  );
}
