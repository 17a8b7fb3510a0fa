/** Messages of a kernel → the outputs of cells, as notebook files keep them. */
import type { IOutput } from "@jupyterlab/nbformat";
import type { Content, Message } from "../jupyter/messages.js";
import { stored } from "./ipynb.js";
import { addOutput } from "./ledger.js";

/** The outputs of one cell, changed in place while messages come. */
export class CellOutputs {
  readonly outputs: IOutput[] = [];
  /** Clear as soon as the next output comes. */
  #clearNext = false;

  /** All cells of the notebook, for displays that a later cell updates. */
  constructor(readonly siblings: readonly CellOutputs[]) {}

  take(message: Message): void {
    const { msg_type: type } = message.header;
    const { content } = message;
    if (type === "clear_output") {
      if (content["wait"] === true) this.#clearNext = true;
      else this.outputs.length = 0;
    } else if (type === "update_display_data") {
      for (const cell of this.siblings) cell.#update(content);
    } else if (["stream", "display_data", "execute_result", "error"].includes(type)) {
      if (this.#clearNext) this.outputs.length = 0;
      this.#clearNext = false;
      addOutput(this.outputs, { output_type: type, ...content } as IOutput);
    }
  }

  stored(): IOutput[] {
    return this.outputs.map(stored);
  }

  #update({ transient, data, metadata }: Content): void {
    const { display_id: id } = (transient ?? {}) as { display_id?: unknown };
    this.outputs.forEach((output, index) => {
      const shown = output["transient"] as { display_id?: unknown } | undefined;
      if (id !== undefined && shown?.display_id === id) this.outputs[index] = { ...output, data, metadata } as IOutput;
    });
  }
}
