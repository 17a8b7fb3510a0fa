/** What was brushed in charts, as chips: to be read, typed anew, removed, or written into the filter. */
import { useState } from "react";
import { X } from "lucide-react";
import { Button, Dialog, DialogTrigger, Form, Input, Label, Popover, TextField } from "react-aria-components";
import { CopyButton } from "../parts/copy_button.js";
import { type Brush, filterOf, joinFilters } from "./brush.js";
import { labelOf, numberText } from "./field.js";
import type { ChangeView, RunsView } from "./view.js";

export function BrushChips({ view, changeView }: { readonly view: RunsView; readonly changeView: ChangeView }) {
  const { brushes, filter } = view;
  if (brushes.length === 0) return null;
  const put = (index: number, brush: Brush | undefined): void =>
    changeView({ brushes: brush === undefined ? brushes.toSpliced(index, 1) : brushes.toSpliced(index, 1, brush) });
  return (
    <ul className="row runs-chips" aria-label="Brushes">
      {brushes.map((brush, index) => (
        <li key={index} className="chip">
          <DialogTrigger>
            <Button
              className="runs-chip-text"
              aria-label={`Brush on ${labelOf(brush.field)}: ${chosenText(brush)}. Change`}
            >
              <b>{labelOf(brush.field)}</b> {chosenText(brush)}
            </Button>
            <Popover>
              <Dialog className="runs-chip-dialog" aria-label={`Brush on ${labelOf(brush.field)}`}>
                {({ close }) => (
                  <BrushForm
                    brush={brush}
                    onDone={(next) => {
                      put(index, next);
                      close();
                    }}
                  />
                )}
              </Dialog>
            </Popover>
          </DialogTrigger>
          <Button
            className="runs-chip-remove"
            aria-label={`Remove the brush on ${labelOf(brush.field)}`}
            onPress={() => put(index, undefined)}
          >
            <X aria-hidden size={12} />
          </Button>
        </li>
      ))}
      <li className="row">
        <Button
          className="react-aria-Button quiet"
          onPress={() => changeView({ filter: joinFilters(filter, filterOf(brushes)), brushes: [] })}
        >
          Turn into filter text
        </Button>
        <CopyButton text={filterOf(brushes)} label="Copy as filter text" />
        {brushes.length > 1 && (
          <Button className="react-aria-Button quiet" onPress={() => changeView({ brushes: [] })}>
            Remove all
          </Button>
        )}
      </li>
    </ul>
  );
}

/** `6 to 6.5 or lasso or missing`. */
export function chosenText({ ranges = [], values = [], missing = false }: Brush): string {
  const parts = [
    ...ranges.map(([low, high]) => `${numberText(low)} to ${numberText(high)}`),
    ...values,
    ...(missing ? ["missing"] : []),
  ];
  return parts.length === 0 ? "nothing" : parts.join(" or ");
}

function BrushForm({ brush, onDone }: { readonly brush: Brush; readonly onDone: (brush: Brush | undefined) => void }) {
  const [ranges, setRanges] = useState(() =>
    (brush.ranges ?? []).map(([low, high]): readonly [string, string] => [String(low), String(high)]),
  );
  const [values, setValues] = useState<readonly string[]>(brush.values ?? []);
  const [missing, setMissing] = useState(brush.missing ?? false);
  const numbers = ranges.map(([low, high]) => [Number(low), Number(high)] as const);
  const fits = numbers.every(([low, high]) => low <= high);
  const type = (index: number, end: 0 | 1, text: string): void =>
    setRanges(ranges.map((range, at) => (at !== index ? range : end === 0 ? [text, range[1]] : [range[0], text])));
  const save = (): void => {
    const next: Brush = {
      field: brush.field,
      ...(numbers.length > 0 && { ranges: numbers }),
      ...(values.length > 0 && { values }),
      ...(missing && { missing }),
    };
    onDone(numbers.length + values.length === 0 && !missing ? undefined : next);
  };
  return (
    <Form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits) save();
      }}
    >
      {ranges.map(([low, high], index) => (
        <div key={index} className="row">
          <TextField value={low} onChange={(text) => type(index, 0, text)} autoFocus={index === 0}>
            <Label>From</Label>
            <Input inputMode="decimal" size={10} />
          </TextField>
          <TextField value={high} onChange={(text) => type(index, 1, text)}>
            <Label>To</Label>
            <Input inputMode="decimal" size={10} />
          </TextField>
          <Button
            className="react-aria-Button quiet icon"
            aria-label="Remove this range"
            onPress={() => setRanges(ranges.toSpliced(index, 1))}
          >
            <X aria-hidden size={14} />
          </Button>
        </div>
      ))}
      {values.map((value) => (
        <label key={value} className="row">
          <input type="checkbox" checked onChange={() => setValues(values.filter((one) => one !== value))} />
          {value}
        </label>
      ))}
      <label className="row">
        <input type="checkbox" checked={missing} onChange={() => setMissing(!missing)} />
        Runs that lack it too
      </label>
      {!fits && <p slot="errorMessage">A range goes from a number to one that is not less.</p>}
      <Button type="submit" className="react-aria-Button primary" isDisabled={!fits}>
        Apply
      </Button>
    </Form>
  );
}
