/** The viewer that fits a file, loaded when it is first needed. */
import { type ComponentType, lazy, Suspense } from "react";
import { Loading } from "../parts/loading.js";
import { type Kind, kindOf } from "./kind.js";
import type { ViewerProps } from "./viewers/viewer_props.js";

const TextView = lazy(() => import("./viewers/text_view.js"));
const JsonView = lazy(() => import("./viewers/json_view.js"));
const ImageView = lazy(() => import("./viewers/image_view.js"));
const MediaView = lazy(() => import("./viewers/media_view.js"));

const viewers: Readonly<Record<Kind, ComponentType<ViewerProps>>> = {
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

export function Viewer(props: ViewerProps) {
  const kind = kindOf(props.file.path);
  const View = viewers[kind];
  // Pictures follow each other without losing the focus; everything else begins anew with another file.
  return (
    <Suspense fallback={<Loading what="the viewer" />}>
      <View key={View === ImageView ? "" : props.file.path} {...props} />
    </Suspense>
  );
}
