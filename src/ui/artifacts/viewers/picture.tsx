/** A picture in its frame: as large as there is room, or so many times its own size. */
import { type ReactNode, useState } from "react";
import { Minus, Plus } from "lucide-react";
import { Button, ToggleButton } from "react-aria-components";

export interface PictureProps {
  /** The `<img>`; gets the style that sets its size, and what to tell when it is loaded. */
  readonly children: (shown: {
    readonly style: { readonly width?: number; readonly maxWidth?: string; readonly maxHeight?: string };
    readonly onLoad: (event: { readonly currentTarget: HTMLImageElement }) => void;
  }) => ReactNode;
  /** What else stands in the line above. */
  readonly beside?: ReactNode;
}

const steps = [0.1, 0.25, 0.5, 1, 2, 4, 8];

export function Picture({ children, beside }: PictureProps) {
  /** null: as large as there is room. */
  const [zoom, setZoom] = useState<number | null>(null);
  const [size, setSize] = useState<readonly [number, number] | null>(null);
  const style =
    zoom === null || size === null
      ? { maxWidth: "100%", maxHeight: "70vh" }
      : { width: size[0] * zoom, maxWidth: "none" };
  const now = zoom ?? 1;
  const smaller = steps.findLast((step) => step < now);
  const larger = steps.find((step) => step > now);
  return (
    <div className="stack">
      <div className="row">
        {beside}
        <ToggleButton isSelected={zoom === null} onChange={(fit) => setZoom(fit ? null : 1)}>
          Fit
        </ToggleButton>
        <Button
          className="react-aria-Button icon"
          aria-label="Smaller"
          isDisabled={smaller === undefined}
          onPress={() => setZoom(smaller!)}
        >
          <Minus aria-hidden size={15} />
        </Button>
        <Button
          className="react-aria-Button icon"
          aria-label="Larger"
          isDisabled={larger === undefined}
          onPress={() => setZoom(larger!)}
        >
          <Plus aria-hidden size={15} />
        </Button>
        <span className="muted" aria-live="polite">
          {zoom !== null && `${zoom * 100} %, `}
          {size !== null && `${size[0]} × ${size[1]} px`}
        </span>
      </div>
      <div className="artifacts-picture" tabIndex={zoom === null ? undefined : 0} role="group" aria-label="Picture">
        {children({
          style,
          onLoad: ({ currentTarget: { naturalWidth, naturalHeight } }) => setSize([naturalWidth, naturalHeight]),
        })}
      </div>
    </div>
  );
}
