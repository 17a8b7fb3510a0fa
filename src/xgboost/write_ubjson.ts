/** A model's UBJ file as XGBoost writes it: Universal Binary JSON (ubjson.org, draft 12), lengths as 64-bit integers. Pure. */
import { type Document, type DocumentValue, isNumberColumn, type NumberColumn, sortedFields } from "./document.js";

const encoder = new TextEncoder();

export function writeUbjson(document: Document): Uint8Array {
  const sink = new Sink();
  write(document, sink);
  return sink.bytes();
}

function write(value: DocumentValue, sink: Sink): void {
  if (typeof value === "string") {
    sink.marker("S");
    sink.text(value);
  } else if (typeof value === "number") integer(value, sink);
  else if (value === null) sink.marker("Z");
  else if (typeof value === "boolean") sink.marker(value ? "T" : "F");
  else if (isNumberColumn(value)) column(value, sink);
  else if (Array.isArray(value)) list(value as readonly DocumentValue[], sink);
  else fields(value as Document, sink);
}

/** The narrowest type, whose own ends XGBoost leaves to the next one. */
function integer(value: number, sink: Sink): void {
  const size = Math.abs(value);
  if (size < 127) sink.marker("i").number(1, (view, at) => view.setInt8(at, value));
  else if (size < 32767) sink.marker("I").number(2, (view, at) => view.setInt16(at, value));
  else if (size < 2147483647) sink.marker("l").number(4, (view, at) => view.setInt32(at, value));
  else sink.marker("L").length(value);
}

function column(values: NumberColumn, sink: Sink): void {
  const { length } = values;
  if (values instanceof Uint8Array) {
    sink.marker("[$U#").count(length).raw(values);
  } else if (values instanceof BigInt64Array) {
    sink.marker("[$L#").count(length);
    for (const value of values) sink.number(8, (view, at) => view.setBigInt64(at, value));
  } else if (values instanceof Int32Array) {
    sink.marker("[$l#").count(length);
    sink.number(4 * length, (view, at) => values.forEach((value, index) => view.setInt32(at + 4 * index, value)));
  } else {
    sink.marker("[$d#").count(length);
    sink.number(4 * length, (view, at) => values.forEach((value, index) => view.setFloat32(at + 4 * index, value)));
  }
}

function list(values: readonly DocumentValue[], sink: Sink): void {
  sink.marker("[#").count(values.length);
  for (const value of values) write(value, sink);
}

function fields(document: Document, sink: Sink): void {
  sink.marker("{");
  for (const [name, value] of sortedFields(document)) {
    sink.text(name);
    write(value, sink);
  }
  sink.marker("}");
}

/** Bytes that grow. */
class Sink {
  #view = new DataView(new ArrayBuffer(1 << 16));
  #end = 0;

  bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#end);
  }

  /** Room for `size` bytes, which `fill` writes. */
  number(size: number, fill: (view: DataView, at: number) => void): this {
    if (this.#end + size > this.#view.byteLength) {
      const grown = new Uint8Array(Math.max(2 * this.#view.byteLength, this.#end + size));
      grown.set(this.bytes());
      this.#view = new DataView(grown.buffer);
    }
    fill(this.#view, this.#end);
    this.#end += size;
    return this;
  }

  raw(bytes: Uint8Array): this {
    return this.number(bytes.length, (view, at) => new Uint8Array(view.buffer).set(bytes, at));
  }

  marker(letters: string): this {
    return this.number(letters.length, (view, at) => {
      for (let index = 0; index < letters.length; index++) view.setUint8(at + index, letters.charCodeAt(index));
    });
  }

  length(value: number): this {
    return this.number(8, (view, at) => view.setBigInt64(at, BigInt(value)));
  }

  count(value: number): this {
    return this.marker("L").length(value);
  }

  text(text: string): this {
    const bytes = encoder.encode(text);
    return this.count(bytes.length).raw(bytes);
  }
}
