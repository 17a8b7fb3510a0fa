/** Light or dark, by the system's choice: for documents in frames, and canvases. Everything else follows by CSS. */
import { useSyncExternalStore } from "react";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function useTheme(): "light" | "dark" {
  return useSyncExternalStore(
    (listener) => {
      dark.addEventListener("change", listener);
      return () => dark.removeEventListener("change", listener);
    },
    () => (dark.matches ? "dark" : "light"),
  );
}
