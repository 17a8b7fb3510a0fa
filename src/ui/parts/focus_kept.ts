/** The focus after a dialog, or a part of the page, has gone. */
import { useEffect } from "react";

/** When the component has gone and nothing got the focus back (what opened it may have gone too), the page's table or the page gets it. */
export function useFocusKept(): void {
  useEffect(
    () => () => {
      // react-aria gives it back in the next frame.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (document.activeElement !== document.body) return;
          const next = document.querySelector<HTMLElement>("[data-takes-focus]") ?? document.getElementById("content");
          next?.focus({ preventScroll: true });
        }),
      );
    },
    [],
  );
}
