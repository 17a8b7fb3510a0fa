/** Text and code. */
import CodeViewer from "../../parts/code_viewer.js";
import { languageOf } from "../../parts/languages.js";
import { type FileRef, textOf } from "../bytes.js";
import { Portion } from "./portion.js";

export default function TextView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={2 ** 20}>
      {(portion) => <CodeViewer text={textOf(portion)} language={languageOf(file.path)} label={file.path} />}
    </Portion>
  );
}
