/** A model's JSON file as XGBoost writes it: fields by name, floats always with an exponent. */
import { checkInterrupt } from "../interrupt_check.js";
import { type Document, type DocumentValue, isNumberColumn, sortedFields } from "./document.js";
import { float32Text } from "./float32_text.js";

const encoder = new TextEncoder();

export function writeJson(document: Document): Uint8Array {
  const parts: string[] = [];
  write(document, parts);
  return encoder.encode(parts.join(""));
}

function write(value: DocumentValue, parts: string[]): void {
  if (value instanceof Float32Array) parts.push("[", Array.from(value, float32Text).join(), "]");
  else if (isNumberColumn(value)) parts.push("[", value.join(), "]");
  else if (Array.isArray(value)) list(value as readonly DocumentValue[], parts);
  else if (typeof value === "object" && value !== null) fields(value as Document, parts);
  else parts.push(JSON.stringify(value));
}

function list(values: readonly DocumentValue[], parts: string[]): void {
  parts.push("[");
  values.forEach((value, index) => {
    checkInterrupt();
    if (index > 0) parts.push(",");
    write(value, parts);
  });
  parts.push("]");
}

function fields(document: Document, parts: string[]): void {
  parts.push("{");
  sortedFields(document).forEach(([name, value], index) => {
    parts.push(index > 0 ? "," : "", JSON.stringify(name), ":");
    write(value, parts);
  });
  parts.push("}");
}
