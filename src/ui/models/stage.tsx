/** The stage of a version, as a word in a frame. */
import type { ModelStage } from "../../entities.js";

export function Stage({ stage }: { readonly stage: ModelStage }) {
  return <span className={`chip models-stage ${stage.toLowerCase()}`}>{stageWord(stage)}</span>;
}

export function stageWord(stage: ModelStage): string {
  return stage === "None" ? "No stage" : stage;
}
