/** What a kind of chart is made of. */
import { type ComponentType, type Ref, useMemo } from "react";
import type { FieldName, FieldSummary } from "../../protocol/page.js";
import type { Brush } from "../runs/brush.js";
import type { ChartData, ChartProps, NeededFields } from "./chart_data.js";
import type { ChartSetup } from "./setup.js";

/** A chart that can be saved as a picture. */
export interface Picture {
  /** A `data:` or `blob:` URL. */
  image(format: "png" | "svg"): Promise<string>;
}

export interface ViewProps<S> extends ChartProps<S> {
  readonly picture: Ref<Picture>;
  /** Makes brushes part of the filter, or the filter leave out what they choose; absent where there is no filter. */
  readonly onKeep?: (brushes: readonly Brush[]) => void;
  readonly onExclude?: (brushes: readonly Brush[]) => void;
}

export interface ControlsProps<S> {
  /** As it is drawn, defaults included. */
  readonly setup: S;
  readonly fields: readonly FieldSummary[];
  readonly onSetup: (setup: S, options?: { readonly replace?: boolean }) => void;
  readonly data: ChartData;
}

export interface Kind<S extends ChartSetup = ChartSetup> {
  /** In menus. */
  readonly label: string;
  /**
   * `setup` with what it leaves out: what fits the columns that there are, the metric that the table is sorted by first.
   * Null: these runs have nothing for it.
   */
  readonly resolve: (setup: S, fields: readonly FieldSummary[], sortedBy?: FieldName) => S | null;
  /** Why there is nothing to draw, and what to do. */
  readonly lacking: string;
  /** Of a resolved setup. */
  readonly title: (setup: S) => string;
  readonly needed: NeededFields<S>;
  /** Opens over the full width. */
  readonly wide?: boolean;
  readonly View: ComponentType<ViewProps<S>>;
  readonly Controls?: ComponentType<ControlsProps<S>>;
}

/** What does not change with the brushes. */
type Still = Omit<ChartData, "mask">;

/** Charts that draw the groups take only what brushes choose, as the table's means do. */
export function useChosen(data: ChartData): Shown {
  return useMemo(() => pickedOf(data, (index) => (data.visible[index]! & data.mask[index]!) === 1), [data]);
}

export interface Shown {
  readonly data: Still;
  /** For each of its runs its place among all. */
  readonly places: readonly number[];
}

/** The runs whose eye is open; the same object until something else than the brushes changes. */
export function useShown(data: ChartData): Shown {
  const { count, runIds, names, experimentIds, colors, visible, fields, sortedBy, groups, column, total } = data;
  return useMemo(
    () =>
      pickedOf(
        { count, runIds, names, experimentIds, colors, visible, fields, sortedBy, groups, column, total },
        (index) => visible[index] === 1,
      ),
    [count, runIds, names, experimentIds, colors, visible, fields, sortedBy, groups, column, total],
  );
}

function pickedOf(data: Still, isPicked: (index: number) => boolean): Shown {
  const places = Array.from({ length: data.count }, (_, index) => index).filter(isPicked);
  if (places.length === data.count) return { data, places };
  const pick = <T>(list: readonly T[]): T[] => places.map((index) => list[index]!);
  const columns = new Map<FieldName, ReturnType<ChartData["column"]>>();
  return {
    places,
    data: {
      ...data,
      count: places.length,
      runIds: pick(data.runIds),
      names: pick(data.names),
      experimentIds: pick(data.experimentIds),
      colors: pick(data.colors),
      visible: new Uint8Array(places.length).fill(1),
      groups: data.groups && { ...data.groups, of: pick(data.groups.of) },
      column(field) {
        if (!columns.has(field)) {
          const whole = data.column(field);
          columns.set(field, whole === undefined ? undefined : pick(whole));
        }
        return columns.get(field);
      },
    },
  };
}
