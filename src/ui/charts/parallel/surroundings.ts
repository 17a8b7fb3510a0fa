/** What a chart on a canvas must know of the page around it: the room that it has, and whether the ground is dark. */
import { type RefObject, useLayoutEffect, useState, useSyncExternalStore } from "react";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** CSS pixels of an element, known before it is first seen; 0 × 0 until it is there. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const watched = element.current!;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = watched;
      setSize((last) => (last.width === width && last.height === height ? last : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

const query = "(prefers-color-scheme: dark)";

export function useDark(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}
