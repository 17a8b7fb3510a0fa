/** The viewer that fits a file, loaded when it is first needed. */
import { type ComponentType, lazy, Suspense } from "react";
import { Loading } from "../parts/loading.js";
import type { FileRef } from "./bytes.js";
import { type Kind, kindOf } from "./kind.js";

type ViewerOf = ComponentType<{ readonly file: FileRef }>;

const TextView = lazy(() => import("./viewers/text_view.js"));
const JsonView = lazy(() => import("./viewers/json_view.js"));
const ImageView = lazy(() => import("./viewers/image_view.js"));
const MediaView = lazy(() => import("./viewers/media_view.js"));

const viewers: Readonly<Record<Kind, ViewerOf>> = {
  text: TextView,
  json: JsonView,
  markdown: lazy(() => import("./viewers/markdown_view.js")),
  csv: lazy(() => import("./viewers/csv_view.js")),
  parquet: lazy(() => import("./viewers/parquet_view.js")),
  image: ImageView,
  svg: ImageView,
  html: lazy(() => import("./viewers/frame_view.js")),
  pdf: lazy(() => import("./viewers/pdf_view.js")),
  audio: MediaView,
  video: MediaView,
  notebook: lazy(() => import("./viewers/ipynb_view.js")),
  mlmodel: lazy(() => import("./viewers/mlmodel_view.js")),
  booster: lazy(() => import("./viewers/booster_view.js")),
  unknown: lazy(() => import("./viewers/hex_view.js")),
};

export function Viewer({ file }: { readonly file: FileRef }) {
  const View = viewers[kindOf(file.path)];
  return (
    <Suspense fallback={<Loading what="the viewer" />}>
      <View key={file.path} file={file} />
    </Suspense>
  );
}
