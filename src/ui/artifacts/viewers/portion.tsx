/** Loads the first part of a file for a viewer, and says when there is more. */
import { type ReactNode, useState } from "react";
import { Button } from "react-aria-components";
import { Failure } from "../../parts/failure.js";
import { Loading } from "../../parts/loading.js";
import { type FileRef, type Portion as Bytes, usePortion } from "../bytes.js";
import { readableSize } from "../kind.js";

export interface PortionProps {
  readonly file: FileRef;
  readonly limitBytes: number;
  /** Whether "show more" makes sense: of half a picture nothing can be seen. */
  readonly growing?: boolean;
  readonly children: (portion: Bytes) => ReactNode;
}

export function Portion({ file, limitBytes, growing = true, children }: PortionProps) {
  const [times, setTimes] = useState(1);
  const { data, error, refetch } = usePortion(file, limitBytes * times);
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading what={file.path} />;
  return (
    <>
      {data.cut && (
        <div className="artifacts-cut" role="note">
          Showing the first {readableSize(data.bytes.byteLength)} of {readableSize(file.sizeBytes)}.
          {growing && <Button onPress={() => setTimes(times * 4)}>Show more</Button>}
        </div>
      )}
      {children(data)}
    </>
  );
}
