/** The name over an axis: click inverts it, dragging and Alt with an arrow move it, its menu does all else. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from "react";
import { ArrowDown, EllipsisVertical } from "lucide-react";
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import type { ScaleKind } from "../../../plots/scale.js";
import type { ParallelAxis } from "./axes.js";

export type AxisAction =
  | { readonly kind: "invert" | "remove" | "color" | "values" | "clear" }
  /** By so many places. */
  | { readonly kind: "move"; readonly by: number; readonly keyboard: boolean }
  /** Dragged `dx` px from where it stands; `done`: let go. */
  | { readonly kind: "drag"; readonly dx: number; readonly done: boolean }
  | { readonly kind: "scale"; readonly scale: ScaleKind };

export interface AxisHeadProps {
  readonly axis: ParallelAxis;
  readonly index: number;
  readonly count: number;
  /** The label, shortened where it is long. */
  readonly name: string;
  /** px */
  readonly left: number;
  readonly width: number;
  readonly brushed: boolean;
  readonly colors: boolean;
  readonly onAction: (axis: ParallelAxis, action: AxisAction) => void;
  /** Moves the focus to the axis's brush. */
  readonly onEnter: (axis: ParallelAxis) => void;
}

const scales: Readonly<Record<ScaleKind, string>> = {
  linear: "Linear",
  log: "Logarithmic",
  percentile: "Percentile",
  category: "Category",
};
const dragPx = 5;

export function AxisHead(props: AxisHeadProps) {
  const { axis, name, index, count, left, width, onAction, onEnter } = props;
  const drag = useRef<{ readonly startX: number; moved: boolean } | null>(null);
  const suppressClick = useRef(false);
  const move = (event: PointerEvent, done: boolean): void => {
    const now = drag.current;
    if (now === null) return;
    const dx = event.clientX - now.startX;
    now.moved ||= Math.abs(dx) > dragPx;
    if (done) {
      drag.current = null;
      suppressClick.current = now.moved;
    }
    if (now.moved) onAction(axis, { kind: "drag", dx, done });
  };
  const press = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (event.altKey && by !== 0) onAction(axis, { kind: "move", by, keyboard: true });
    else if (event.key === "ArrowDown") onEnter(axis);
    else if (event.key === "Delete") onAction(axis, { kind: "remove" });
    else return;
    event.preventDefault();
  };
  const click = (): void => {
    if (!suppressClick.current) onAction(axis, { kind: "invert" });
    suppressClick.current = false;
  };
  return (
    <div className="parallel-head" style={{ left, width }}>
      <button
        type="button"
        className="parallel-name"
        data-name={axis.field}
        title={`${axis.field}\nClick inverts the axis; drag moves it (Alt+← and Alt+→)`}
        aria-label={`${axis.label}, axis ${index + 1} of ${count}, ${scales[axis.scale.kind].toLowerCase()}; invert`}
        aria-pressed={axis.inverted}
        aria-keyshortcuts="Alt+ArrowLeft Alt+ArrowRight"
        onClick={click}
        onKeyDown={press}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { startX: event.clientX, moved: false };
          suppressClick.current = false;
        }}
        onPointerMove={(event) => move(event, false)}
        onPointerUp={(event) => move(event, true)}
        onPointerCancel={(event) => move(event, true)}
      >
        <span>{breakable(name)}</span>
        {axis.inverted && <ArrowDown aria-hidden size={13} />}
      </button>
      <AxisMenu {...props} />
    </div>
  );
}

/** Lets a name break after what joins its words. */
function breakable(name: string): ReactNode[] {
  return name.split(/(?<=[_\-./])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]));
}

function AxisMenu({ axis, index, count, brushed, colors, onAction }: AxisHeadProps) {
  const act = (key: string): void => {
    if (key === "left" || key === "right")
      onAction(axis, { kind: "move", by: key === "left" ? -1 : 1, keyboard: false });
    else onAction(axis, { kind: key as "invert" | "remove" | "color" | "values" | "clear" });
  };
  return (
    <MenuTrigger>
      <Button className="react-aria-Button quiet icon parallel-menu" aria-label={`Menu of axis ${axis.label}`}>
        <EllipsisVertical aria-hidden size={14} />
      </Button>
      <Popover>
        <Menu onAction={(key) => act(String(key))}>
          <MenuItem id="values">Choose values…</MenuItem>
          <MenuItem id="clear" isDisabled={!brushed}>
            Clear brush
          </MenuItem>
          <MenuItem id="invert">{axis.inverted ? "Low values at the bottom" : "Low values at the top"}</MenuItem>
          <MenuItem id="color" isDisabled={colors}>
            Colour lines by this
          </MenuItem>
          <MenuItem id="left" isDisabled={index === 0}>
            Move left
          </MenuItem>
          <MenuItem id="right" isDisabled={index === count - 1}>
            Move right
          </MenuItem>
          <Separator />
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[axis.scale.kind]}
            onSelectionChange={(keys) => onAction(axis, { kind: "scale", scale: [...keys][0] as ScaleKind })}
          >
            <Header>Scale</Header>
            {Object.entries(scales).map(([id, text]) => (
              <MenuItem key={id} id={id}>
                {text}
              </MenuItem>
            ))}
          </MenuSection>
          <Separator />
          <MenuItem id="remove">Remove axis</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
