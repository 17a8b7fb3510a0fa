/** Reads Universal Binary JSON (ubjson.org, draft 12), all of it that XGBoost's files of any version use. Pure. */
import { TrackingError } from "../errors.js";
import type { Document, DocumentValue } from "./document.js";

const decoder = new TextDecoder();
/** Fewest bytes that an element of a list takes, by the list's type. */
const sizes: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };
/** Model files have six levels; what nests deeper is not one. */
const deepest = 64;

/** Throws DATA_LOSS for bytes that end too early or are no UBJSON. */
export function readUbjson(bytes: Uint8Array): Document {
  return new Reader(bytes).document();
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  document(): Document {
    if (this.#marker() !== "{") throw this.#fault("it does not begin with an object");
    return this.#object();
  }

  #value(marker: string): DocumentValue {
    switch (marker) {
      case "{":
        return this.#object();
      case "[":
        return this.#list();
      case "S":
        return this.#text();
      case "C":
        return String.fromCharCode(this.#number("U"));
      case "T":
        return true;
      case "F":
        return false;
      case "Z":
        return null;
      default:
        return this.#number(marker);
    }
  }

  #object(): Document {
    this.#enter();
    const fields: Record<string, DocumentValue> = {};
    const [type, count] = this.#header();
    for (let index = 0; count === null ? this.#peek() !== "}" : index < count; index++) {
      const name = this.#text();
      fields[name] = this.#value(type ?? this.#marker());
    }
    if (count === null) this.#at++;
    this.#depth--;
    return fields;
  }

  #list(): DocumentValue {
    this.#enter();
    const [type, count] = this.#header();
    if (type !== null && count !== null && sizes[type] !== undefined) {
      this.#depth--;
      return this.#column(type, count);
    }
    const values: DocumentValue[] = [];
    for (let index = 0; count === null ? this.#peek() !== "]" : index < count; index++) {
      values.push(this.#value(type ?? this.#marker()));
    }
    if (count === null) this.#at++;
    this.#depth--;
    return values;
  }

  #enter(): void {
    if (++this.#depth > deepest) throw this.#fault(`it nests deeper than ${deepest} levels`);
  }

  /** What stands for all elements of a container: their type and their number. */
  #header(): [type: string | null, count: number | null] {
    let type: string | null = null;
    if (this.#peek() === "$") {
      this.#at++;
      type = this.#marker();
      if (this.#peek() !== "#") throw this.#fault("a typed list without its length");
    }
    if (this.#peek() !== "#") return [type, null];
    this.#at++;
    return [type, this.#count(type === null ? 1 : (sizes[type] ?? 1))];
  }

  #column(type: string, count: number): DocumentValue {
    const [at, view] = [this.#at, this.#view];
    this.#at += count * sizes[type]!;
    switch (type) {
      case "U":
        return this.#bytes.slice(at, this.#at);
      case "d":
        return Float32Array.from({ length: count }, (_, index) => view.getFloat32(at + 4 * index));
      case "D":
        return Float64Array.from({ length: count }, (_, index) => view.getFloat64(at + 8 * index));
      case "L":
        return BigInt64Array.from({ length: count }, (_, index) => view.getBigInt64(at + 8 * index));
      case "l":
        return Int32Array.from({ length: count }, (_, index) => view.getInt32(at + 4 * index));
      case "I":
        return Int32Array.from({ length: count }, (_, index) => view.getInt16(at + 2 * index));
      default:
        return Int32Array.from({ length: count }, (_, index) => view.getInt8(at + index));
    }
  }

  #number(type: string): number {
    const at = this.#at;
    const size = sizes[type];
    if (size === undefined) throw this.#fault(`${JSON.stringify(type)} is no type of UBJSON`, at - 1);
    this.#need(size);
    this.#at += size;
    const view = this.#view;
    switch (type) {
      case "U":
        return view.getUint8(at);
      case "i":
        return view.getInt8(at);
      case "I":
        return view.getInt16(at);
      case "l":
        return view.getInt32(at);
      case "L":
        return Number(view.getBigInt64(at));
      case "d":
        return view.getFloat32(at);
      default:
        return view.getFloat64(at);
    }
  }

  #text(): string {
    const length = this.#count(1);
    const text = decoder.decode(this.#bytes.subarray(this.#at, this.#at + length));
    this.#at += length;
    return text;
  }

  /** A number of elements, for which the rest of the bytes must suffice. */
  #count(elementSize: number): number {
    const at = this.#at;
    const count = this.#number(this.#marker());
    if (!Number.isInteger(count) || count < 0) throw this.#fault(`the length ${count}`, at);
    this.#need(count * elementSize);
    return count;
  }

  #marker(): string {
    const marker = this.#peek();
    this.#at++;
    return marker;
  }

  #peek(): string {
    this.#need(1);
    return String.fromCharCode(this.#bytes[this.#at]!);
  }

  #need(size: number): void {
    if (this.#at + size > this.#bytes.length) throw this.#fault("it ends too early");
  }

  #fault(what: string, at = this.#at): TrackingError {
    return new TrackingError("DATA_LOSS", `not a readable UBJ file: ${what} (at byte ${at} of ${this.#bytes.length})`);
  }
}
