/** Bytes as what `<img>`, `<audio>` and `<video>` show; their address is given back when they are gone. */
import { type RefObject, useEffect, useRef } from "react";

/** For the element's `ref`. */
export function useBlobSource<E extends HTMLImageElement | HTMLMediaElement>(
  bytes: ArrayBuffer,
  type: string,
): RefObject<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    if (element.current !== null) element.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [bytes, type]);
  return element;
}
