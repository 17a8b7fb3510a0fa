/** NumPy's `.npy` files of one dimension (format 1.0, numpy.lib.format), so that Python reads what a model holds. */
import { TrackingError } from "../errors.js";
import type { NumberArray } from "./estimator.js";

const magic = "\x93NUMPY";

const kinds: readonly (readonly [descr: string, make: (buffer: ArrayBuffer) => NumberArray])[] = [
  ["<f8", (buffer) => new Float64Array(buffer)],
  ["<f4", (buffer) => new Float32Array(buffer)],
  ["<i4", (buffer) => new Int32Array(buffer)],
  ["|u1", (buffer) => new Uint8Array(buffer)],
];

/** Numbers lie in memory little-endian on every machine that Node runs on but s390x. */
export function encodeNpy(array: NumberArray): Uint8Array {
  const descr = kinds.find(([, make]) => array.constructor === make(new ArrayBuffer(0)).constructor)![0];
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${array.length},), }`;
  // Magic, version and length take 10 bytes; with them the header fills a multiple of 64 and ends in a line feed.
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const file = Buffer.alloc(10 + padded.length + array.byteLength);
  file.write(magic, 0, "latin1");
  file.writeUInt8(1, 6);
  file.writeUInt16LE(padded.length, 8);
  file.write(padded, 10, "latin1");
  file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), 10 + padded.length);
  return file;
}

/** Throws INVALID_PARAMETER_VALUE for what is no such file; `name` is for the message. */
export function decodeNpy(file: Buffer, name: string): NumberArray {
  const version = file[6];
  if (file.length < 10 || file.toString("latin1", 0, 6) !== magic || version === undefined) {
    throw bad(name, "it does not begin as one");
  }
  const [length, start] = version === 1 ? [file.readUInt16LE(8), 10] : [file.readUInt32LE(8), 12];
  const header = file.toString("latin1", start, start + length);
  const descr = /'descr': *'([^']*)'/.exec(header)?.[1];
  const shape = /'shape': *\((\d+), *\)/.exec(header)?.[1];
  const kind = kinds.find(([known]) => known === descr);
  if (kind === undefined || shape === undefined) {
    throw bad(name, `its header is ${header.trim()}; one dimension of <f8, <f4, <i4 or |u1 is read`);
  }
  const bytes = file.subarray(start + length);
  const size = kind[1](new ArrayBuffer(0)).BYTES_PER_ELEMENT;
  if (bytes.length !== Number(shape) * size) {
    throw bad(name, `it has ${bytes.length / size} numbers where its header says ${shape}`);
  }
  return kind[1](bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
}

function bad(name: string, reason: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `cannot read '${name}' as a NumPy file: ${reason}`);
}
