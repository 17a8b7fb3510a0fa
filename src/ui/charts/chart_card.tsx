/** A chart in its card: title, set-up, as table, larger, moved, saved as a picture, removed. */
import { useMemo, useRef, useState } from "react";
import { EllipsisVertical, GripVertical, Maximize2, Settings2, Table2 } from "lucide-react";
import {
  Button,
  Dialog,
  DialogTrigger,
  Menu,
  MenuItem,
  MenuTrigger,
  Popover,
  Separator,
  ToggleButton,
} from "react-aria-components";
import { Boundary } from "../parts/boundary.js";
import { Empty } from "../parts/empty.js";
import { Loading } from "../parts/loading.js";
import { notify, notifyFailure } from "../parts/notice.js";
import type { ChartProps } from "./chart_data.js";
import { ChartTable } from "./chart_table.js";
import type { ControlsProps, Picture, ViewProps } from "./kind.js";
import { kindOf } from "./kinds.js";
import type { ChartSetup } from "./setup.js";

export interface ChartCardProps
  extends Omit<ChartProps<ChartSetup>, "onSetup">, Pick<ViewProps<ChartSetup>, "onKeep" | "onExclude"> {
  readonly onSetup: ControlsProps<ChartSetup>["onSetup"];
  readonly place: number;
  /** Of all cards the last place. */
  readonly last: number;
  /** `from`: the place of another card, which was dropped here; default: this one's. */
  readonly onMove: (to: number, from?: number) => void;
  readonly onRemove: () => void;
}

const dragged = "application/x-labbook-chart";

export function ChartCard(props: ChartCardProps) {
  const { data, place, onMove } = props;
  const card = useRef<HTMLElement>(null);
  const picture = useRef<Picture>(null);
  const [asTable, setAsTable] = useState(false);
  const kind = kindOf(props.setup)!;
  const [wide, setWide] = useState(kind.wide === true);
  const setup = useMemo(
    () => kind.resolve(props.setup, data.fields, data.sortedBy),
    [kind, props.setup, data.fields, data.sortedBy],
  );
  const title = setup === null ? kind.label : kind.title(setup);
  const loaded =
    setup !== null &&
    kind.needed(setup, data.fields).every((field) => !has(data, field) || data.column(field) !== undefined);
  return (
    <article
      ref={card}
      className={`panel charts-card${wide ? " charts-wide" : ""}`}
      aria-label={title}
      onDragOver={(event) => event.dataTransfer.types.includes(dragged) && event.preventDefault()}
      onDrop={(event) => onMove(place, Number(event.dataTransfer.getData(dragged)))}
    >
      <header className="charts-head">
        <span
          className="charts-grip"
          aria-hidden
          draggable
          onDragStart={(event) => event.dataTransfer.setData(dragged, String(place))}
        >
          <GripVertical size={14} />
        </span>
        <h3 className="charts-title">{title}</h3>
        {setup !== null && (
          <>
            <ToggleButton
              className="react-aria-ToggleButton quiet icon"
              aria-label="Show as table"
              isSelected={asTable}
              onChange={setAsTable}
            >
              <Table2 aria-hidden size={15} />
            </ToggleButton>
            {kind.Controls !== undefined && (
              <DialogTrigger>
                <Button className="react-aria-Button quiet icon" aria-label={`Set up ${title}`}>
                  <Settings2 aria-hidden size={15} />
                </Button>
                <Popover placement="bottom end">
                  <Dialog className="react-aria-Dialog charts-setup" aria-label={`Set up ${title}`}>
                    <kind.Controls setup={setup} fields={data.fields} data={data} onSetup={props.onSetup} />
                  </Dialog>
                </Popover>
              </DialogTrigger>
            )}
          </>
        )}
        <ToggleButton
          className="react-aria-ToggleButton quiet icon"
          aria-label="Full width"
          isSelected={wide}
          onChange={setWide}
        >
          <Maximize2 aria-hidden size={15} />
        </ToggleButton>
        <CardMenu {...props} title={title} card={card} picture={picture} />
      </header>
      {setup === null ? (
        <Empty title="Nothing to draw">{kind.lacking}</Empty>
      ) : !loaded ? (
        <Loading what="the columns of this chart" />
      ) : (
        <div className="charts-body">
          <Boundary of={setup}>
            {asTable ? (
              <ChartTable
                data={data}
                fields={kind.needed(setup, data.fields)}
                title={title}
                onOpenRun={props.onOpenRun}
              />
            ) : (
              <kind.View {...props} setup={setup} picture={picture} />
            )}
          </Boundary>
        </div>
      )}
    </article>
  );
}

function has({ fields }: ChartCardProps["data"], name: string): boolean {
  return fields.some((field) => field.name === name);
}

interface CardMenuProps extends ChartCardProps {
  readonly title: string;
  /** Pictures are saved by the chart's own tools. */
  readonly card: React.RefObject<HTMLElement | null>;
  readonly picture: React.RefObject<Picture | null>;
}

function CardMenu({ title, card, picture, place, last, onMove, onRemove, setup, onSetup }: CardMenuProps) {
  const save = async (format: "png" | "svg"): Promise<void> => {
    try {
      if (picture.current === null) throw new Error("The chart is not drawn.");
      download(await picture.current.image(format), `${title.replace(/[^\p{L}\p{N}._-]+/gu, "_")}.${format}`);
    } catch (error) {
      notifyFailure("Could not save the picture", error);
    }
  };
  const actions: Readonly<Record<string, () => void>> = {
    png: () => void save("png"),
    svg: () => void save("svg"),
    screen: () =>
      void card.current?.requestFullscreen().catch((error: unknown) => notifyFailure("No full screen", error)),
    up: () => onMove(place - 1),
    down: () => onMove(place + 1),
    reset: () => onSetup({ kind: setup.kind } as ChartSetup),
    remove: () => {
      onRemove();
      notify({
        text: `Removed the chart ${title}. Back brings it back.`,
        action: { label: "Undo", run: () => history.back() },
      });
    },
  };
  return (
    <MenuTrigger>
      <Button className="react-aria-Button quiet icon" aria-label={`More for ${title}`}>
        <EllipsisVertical aria-hidden size={15} />
      </Button>
      <Popover placement="bottom end">
        <Menu
          onAction={(key) => actions[String(key)]?.()}
          disabledKeys={[...(place === 0 ? ["up"] : []), ...(place === last ? ["down"] : [])]}
        >
          <MenuItem id="png">Download PNG</MenuItem>
          <MenuItem id="svg">Download SVG</MenuItem>
          <MenuItem id="screen">Full screen</MenuItem>
          <Separator />
          <MenuItem id="up">Move up</MenuItem>
          <MenuItem id="down">Move down</MenuItem>
          <Separator />
          <MenuItem id="reset">Set up as it opened</MenuItem>
          <MenuItem id="remove">Remove</MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function download(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  if (url.startsWith("blob:")) URL.revokeObjectURL(url);
}
