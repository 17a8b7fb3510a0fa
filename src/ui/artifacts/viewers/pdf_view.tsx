/** PDF drawn by pdf.js, page by page: a browser's own viewer does not open in a sandbox. The only importer of pdfjs-dist. */
import { useEffect, useRef, useState } from "react";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";
import { Button } from "react-aria-components";
import { Failure } from "../../parts/failure.js";
import { Loading } from "../../parts/loading.js";
import { type FileRef, type Portion as Bytes } from "../bytes.js";
import { Portion } from "./portion.js";

GlobalWorkerOptions.workerSrc = workerUrl;

const mostBytes = 64 * 2 ** 20;

export default function PdfView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={mostBytes} growing={false}>
      {(portion) => <Pages portion={portion} label={file.path} />}
    </Portion>
  );
}

function Pages({ portion, label }: { readonly portion: Bytes; readonly label: string }) {
  const [document, setDocument] = useState<PDFDocumentProxy>();
  const [error, setError] = useState<unknown>();
  const [pageNumber, setPageNumber] = useState(1);
  useEffect(() => {
    const loading = getDocument({ data: new Uint8Array(portion.bytes.slice(0)), enableXfa: false });
    loading.promise.then(setDocument, setError);
    return () => void loading.destroy();
  }, [portion]);
  if (error !== undefined) return <Failure error={error} />;
  if (document === undefined) return <Loading what="the document" />;
  return (
    <div className="stack">
      <div className="row">
        <Button
          className="react-aria-Button icon"
          aria-label="Page before"
          isDisabled={pageNumber === 1}
          onPress={() => setPageNumber(pageNumber - 1)}
        >
          <ChevronLeft aria-hidden size={16} />
        </Button>
        <span aria-live="polite">
          Page {pageNumber} of {document.numPages}
        </span>
        <Button
          className="react-aria-Button icon"
          aria-label="Next page"
          isDisabled={pageNumber === document.numPages}
          onPress={() => setPageNumber(pageNumber + 1)}
        >
          <ChevronRight aria-hidden size={16} />
        </Button>
      </div>
      <PageCanvas
        document={document}
        pageNumber={pageNumber}
        label={`${label}, page ${pageNumber}`}
        onError={setError}
      />
    </div>
  );
}

interface PageProps {
  readonly document: PDFDocumentProxy;
  readonly pageNumber: number;
  readonly label: string;
  readonly onError: (error: unknown) => void;
}

function PageCanvas({ document, pageNumber, label, onError }: PageProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let gone = false;
    const draw = async (): Promise<void> => {
      const page = await document.getPage(pageNumber);
      const target = canvas.current;
      if (gone || target === null) return;
      const width = Math.min(1000, target.parentElement!.clientWidth);
      const scale = width / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale: scale * window.devicePixelRatio });
      target.width = viewport.width;
      target.height = viewport.height;
      target.style.width = `${width}px`;
      await page.render({ canvas: target, viewport }).promise;
    };
    draw().catch((error: unknown) => {
      if (!gone) onError(error);
    });
    return () => {
      gone = true;
    };
  }, [document, pageNumber, onError]);
  return <canvas ref={canvas} role="img" aria-label={label} className="artifacts-pdf" />;
}
