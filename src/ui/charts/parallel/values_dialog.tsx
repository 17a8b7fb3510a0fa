/** The values of a brush typed or ticked instead of dragged. */
import { type FormEvent, useState } from "react";
import {
  Button,
  Checkbox,
  Dialog,
  FieldError,
  Heading,
  Input,
  Label,
  Modal,
  ModalOverlay,
  TextField,
} from "react-aria-components";
import { counted } from "../../parts/counted.js";
import type { Brush } from "../../runs/brush.js";
import type { ParallelAxis } from "./axes.js";
import { brushWith, categoryToggled, isCategoryChosen, isPlaceChosen, placeToggled } from "./brushing.js";

export interface ValuesDialogProps {
  readonly axis: ParallelAxis;
  readonly brush: Brush | undefined;
  readonly onChoose: (brush: Brush | undefined) => void;
  readonly onClose: () => void;
}

/** More categories than this are found by typing. */
const mostListed = 100;

export function ValuesDialog({ axis, brush, onChoose, onClose }: ValuesDialogProps) {
  const [draft, setDraft] = useState(brush);
  const [range, setRange] = useState(() => typedRange(brush));
  const numeric = axis.scale.kind !== "category";
  const wrong = numeric && (!isNumber(range.from) || !isNumber(range.to));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong) return;
    onChoose(numeric ? withTyped(axis, draft, range) : draft);
    onClose();
  };
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal>
        <Dialog>
          <Heading slot="title" level={2}>
            Values of {axis.label}
          </Heading>
          <form className="stack" onSubmit={submit}>
            {numeric ? (
              <div className="row">
                <NumberField
                  label="From"
                  value={range.from}
                  onChange={(from) => setRange({ ...range, from })}
                  hint={String(axis.extent[0])}
                />
                <NumberField
                  label="To"
                  value={range.to}
                  onChange={(to) => setRange({ ...range, to })}
                  hint={String(axis.extent[1])}
                />
              </div>
            ) : (
              <Categories axis={axis} draft={draft} onDraft={setDraft} />
            )}
            {axis.places.map((place) => (
              <Tick
                key={place.reason}
                isSelected={isPlaceChosen(axis, draft, place)}
                onChange={() => setDraft(placeToggled(axis, draft, place))}
                text={`${place.reason === "missing" ? "No value (∅)" : place.text}, ${counted(place.count, "run")}`}
              />
            ))}
            <div className="dialog-buttons">
              <Button onPress={onClose}>Cancel</Button>
              <Button type="submit" className="react-aria-Button primary" isDisabled={wrong}>
                Choose
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly hint: string;
  readonly onChange: (value: string) => void;
}

function NumberField({ label, value, hint, onChange }: NumberFieldProps) {
  const wrong = !isNumber(value);
  return (
    <TextField value={value} onChange={onChange} isInvalid={wrong}>
      <Label>{label}</Label>
      <Input inputMode="decimal" placeholder={hint} />
      <FieldError>{wrong ? `${value} is not a number` : ""}</FieldError>
    </TextField>
  );
}

function Categories({
  axis,
  draft,
  onDraft,
}: {
  readonly axis: ParallelAxis;
  readonly draft: Brush | undefined;
  readonly onDraft: (brush: Brush | undefined) => void;
}) {
  const [sought, setSought] = useState("");
  const found = axis.scale.categories.filter((text) => text.toLowerCase().includes(sought.toLowerCase()));
  return (
    <>
      {axis.scale.categories.length > 12 && (
        <TextField value={sought} onChange={setSought}>
          <Label>Search values</Label>
          <Input />
        </TextField>
      )}
      <div className="parallel-values" role="group" aria-label={`Values of ${axis.label}`}>
        {found.slice(0, mostListed).map((text) => (
          <Tick
            key={text}
            isSelected={draft !== undefined && isCategoryChosen(draft, text)}
            onChange={() => onDraft(categoryToggled(axis, draft, text))}
            text={text === "" ? "(empty)" : text}
          />
        ))}
      </div>
      {found.length > mostListed && (
        <p className="muted">
          The first {mostListed} of {found.length.toLocaleString("en-US")} values
        </p>
      )}
    </>
  );
}

function Tick({
  text,
  isSelected,
  onChange,
}: {
  readonly text: string;
  readonly isSelected: boolean;
  readonly onChange: () => void;
}) {
  return (
    <Checkbox isSelected={isSelected} onChange={onChange}>
      <span className="parallel-box" aria-hidden>
        {isSelected ? "✓" : ""}
      </span>
      {text}
    </Checkbox>
  );
}

function typedRange(brush: Brush | undefined): { readonly from: string; readonly to: string } {
  const [low, high] = brush?.ranges?.[0] ?? [];
  return { from: low === undefined ? "" : String(low), to: high === undefined ? "" : String(high) };
}

/** An end that is left empty is that of the axis; both empty: no range. */
function withTyped(
  axis: ParallelAxis,
  draft: Brush | undefined,
  { from, to }: { from: string; to: string },
): Brush | undefined {
  const others = (draft?.ranges ?? []).slice(1);
  if (from.trim() === "" && to.trim() === "") return brushWith(axis.field, draft, { ranges: others });
  const ends = [from.trim() === "" ? axis.extent[0] : Number(from), to.trim() === "" ? axis.extent[1] : Number(to)];
  return brushWith(axis.field, draft, { ranges: [[Math.min(...ends), Math.max(...ends)], ...others] });
}

function isNumber(text: string): boolean {
  return text.trim() === "" || Number.isFinite(Number(text));
}
