/** Brushes while they are dragged: drawn at once, told to the page when the pointer rests or is let go. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { Brush } from "../../runs/brush.js";

const restMs = 250;

export type ChangeBrushes = (brushes: readonly Brush[], done: boolean) => void;

/** The brushes to draw, how to change them, and whether the page knows them already. What the page says (filter text, chips, Back) replaces what was drawn. */
export function useDraftBrushes(
  brushes: readonly Brush[],
  onBrushes: (brushes: readonly Brush[]) => void,
): readonly [brushes: readonly Brush[], change: ChangeBrushes, known: boolean] {
  const told = JSON.stringify(brushes);
  const [draft, setDraft] = useState<readonly Brush[]>(brushes);
  const [seen, setSeen] = useState(told);
  const [sent, setSent] = useState(told);
  if (seen !== told) {
    setSeen(told);
    if (told !== sent) setDraft(brushes);
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = useCallback<ChangeBrushes>(
    (next, done) => {
      setDraft(next);
      clearTimeout(timer.current);
      const tell = (): void => {
        setSent(JSON.stringify(next));
        onBrushes(next);
      };
      if (done) tell();
      else timer.current = setTimeout(tell, restMs);
    },
    [onBrushes],
  );
  return [draft, change, JSON.stringify(draft) === told];
}
