/** Bytes as what `<img>` shows; its address is given back when it is gone. */
import { type RefObject, useEffect, useRef } from "react";

/** For the element's `ref`. */
export function useBlobSource(bytes: ArrayBuffer, type: string): RefObject<HTMLImageElement | null> {
  const element = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([bytes], { type }));
    if (element.current !== null) element.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [bytes, type]);
  return element;
}
