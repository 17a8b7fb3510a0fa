/**
 * What XGBoost's model files hold, in either format. The type says how a value is written: a Float32Array holds floats, a
 * Uint8Array bytes, an Int32Array integers (typed arrays in UBJ), a BigInt64Array long ones; a number is an integer.
 */
export type DocumentValue =
  | string
  | number
  | boolean
  | null
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | BigInt64Array
  | readonly DocumentValue[]
  | Document;

export interface Document {
  readonly [name: string]: DocumentValue | undefined;
}

export type NumberColumn = Float32Array | Float64Array | Int32Array | Uint8Array | BigInt64Array;

export function isNumberColumn(value: DocumentValue | undefined): value is NumberColumn {
  return ArrayBuffer.isView(value);
}

export function isDocument(value: DocumentValue | undefined): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isNumberColumn(value);
}

/** In the order of XGBoost's files. */
export function sortedFields(document: Document): [string, DocumentValue][] {
  const given = Object.entries(document).filter(([, value]) => value !== undefined) as [string, DocumentValue][];
  return given.sort(([a], [b]) => (a < b ? -1 : 1));
}
