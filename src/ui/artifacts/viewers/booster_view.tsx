/** The trees of an XGBoost model, one at a time, drawn as the notebook draws them. */
import { useMemo, useState } from "react";
import { Button, Input, Label, NumberField } from "react-aria-components";
import type { BoosterModel } from "../../../xgboost/tree.js";
import { modelOf } from "../../../xgboost/model_bytes.js";
import { treePlotOf } from "../../../xgboost/tree_plot.js";
import { treeSvg } from "../../../xgboost/tree_svg.js";
import { Failure } from "../../parts/failure.js";
import { type FileRef, type Portion as Bytes } from "../bytes.js";
import { Picture } from "./picture.js";
import { Portion } from "./portion.js";

const mostBytes = 256 * 2 ** 20;

export default function BoosterView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={mostBytes} growing={false}>
      {(portion) => <Trees portion={portion} label={file.path} />}
    </Portion>
  );
}

function Trees({ portion, label }: { readonly portion: Bytes; readonly label: string }) {
  const read = useMemo(() => readModel(portion, label), [portion, label]);
  return "error" in read ? <Failure error={read.error} /> : <ChosenTree model={read.model} />;
}

function readModel({ bytes }: Bytes, label: string): { readonly model: BoosterModel } | { readonly error: unknown } {
  try {
    return { model: modelOf(new Uint8Array(bytes), label) };
  } catch (error) {
    return { error };
  }
}

function ChosenTree({ model }: { readonly model: BoosterModel }) {
  const [tree, setTree] = useState(0);
  const [depth, setDepth] = useState(3);
  const last = model.trees.length - 1;
  const picture = useMemo(() => {
    if (last < 0) return null;
    const { title, layout } = treePlotOf(model, { treeIndex: Math.min(tree, last), maxDepth: depth });
    return { title, url: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(treeSvg(title, layout))}` };
  }, [model, tree, depth, last]);
  if (picture === null) return <p className="artifacts-note">The model has no trees.</p>;
  return (
    <div className="stack">
      <p className="muted">
        {model.objective}, {model.trees.length} trees, {model.featureCount.toLocaleString("en-US")} features
      </p>
      <div className="row">
        <Numbered label={`Tree (0 to ${last})`} value={tree} most={last} onChange={setTree} />
        <Numbered label="Levels" value={depth} most={8} onChange={setDepth} />
      </div>
      <Picture>{(shown) => <img src={picture.url} alt={picture.title} {...shown} />}</Picture>
    </div>
  );
}

interface NumberedProps {
  readonly label: string;
  readonly value: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

function Numbered({ label, value, most, onChange }: NumberedProps) {
  return (
    <NumberField
      value={value}
      minValue={0}
      maxValue={most}
      onChange={(next) => Number.isInteger(next) && onChange(next)}
    >
      <Label>{label}</Label>
      <div className="row">
        <Button slot="decrement">−</Button>
        <Input size={6} />
        <Button slot="increment">+</Button>
      </div>
    </NumberField>
  );
}
