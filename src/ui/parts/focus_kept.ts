/** The focus after a dialog. */
import { useEffect } from "react";

/** When the dialog has gone and nothing got the focus back (what opened it may have gone too), the page gets it. */
export function useFocusKept(): void {
  useEffect(
    () => () => {
      // react-aria gives it back in the next frame.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (document.activeElement === document.body)
            document.getElementById("content")?.focus({ preventScroll: true });
        }),
      );
    },
    [],
  );
}
