/**
 * The source of a model that is code: an ES module whose default export is the model again. What it is made of goes with
 * it: its functions and class as text, its own properties as literals. What its functions take from around them cannot.
 */
import { Script } from "node:vm";
import { TrackingError } from "../errors.js";
import { freeNames } from "./free_names.js";

/** `before` are lines that stand before the model. INVALID_PARAMETER_VALUE names what cannot be saved. */
export async function moduleText(model: object, before: string): Promise<string> {
  const properties = Object.entries(model).filter(([name]) => name !== "artifacts" && name !== "code");
  const fields = properties.map(([name, value]) => `  ${JSON.stringify(name)}: ${literal(value, name, [model])},`);
  const state = fields.length === 0 ? "{}" : `{\n${fields.join("\n")}\n}`;
  const classes = classesOf(model);
  const whole =
    classes.length === 0 ? state : `Object.assign(Object.create(${classes.at(-1)!.name}.prototype), ${state})`;
  const text = [
    ...(before === "" ? [] : [before.trimEnd(), ""]),
    ...classes.map((one) => `${sourceOf(one, one.name)}\n`),
    `export default ${whole};`,
    "",
  ].join("\n");
  await checkClosed(text);
  return text;
}

type Class = abstract new (...args: never[]) => unknown;

/** The classes of an object, the base first; none for a plain object. */
function classesOf(model: object): Class[] {
  const classes: Class[] = [];
  let prototype = Object.getPrototypeOf(model) as { constructor: Class } | null;
  while (prototype !== null && prototype !== (Object.prototype as never)) {
    const { constructor } = prototype;
    const isBuiltIn = (globalThis as Record<string, unknown>)[constructor.name] === constructor;
    if (!isBuiltIn) classes.unshift(constructor);
    prototype = Object.getPrototypeOf(prototype) as typeof prototype;
  }
  return classes;
}

async function checkClosed(text: string): Promise<void> {
  const { free, privateFields } = await freeNames(text);
  if (privateFields.length > 0) {
    throw unsaved(
      `the model's class has private fields (${privateFields.join(", ")}), whose values cannot be read from outside`,
      "make them public (`private x` of TypeScript is), or log the module that defines the class by its path",
    );
  }
  if (free.length === 0) return;
  throw unsaved(
    `the model's functions use ${free.join(", ")} from around them, which does not go with them`,
    "make them properties of the model (this.x), import what they need inside the function (await import(…)), give such lines as `code`, " +
      "or log a module by its path",
  );
}

const literals: readonly [
  type: abstract new (...args: never[]) => object,
  write: (value: never, path: string, within: readonly object[]) => string,
][] = [
  [Date, (date: Date) => `new Date(${JSON.stringify(date)})`],
  [RegExp, (pattern: RegExp) => pattern.toString()],
  [Map, (map: Map<unknown, unknown>, path, within) => `new Map(${literal([...map], path, within)})`],
  [Set, (set: Set<unknown>, path, within) => `new Set(${literal([...set], path, within)})`],
];

/** A value as JavaScript. `within` is what it is part of. */
function literal(value: unknown, path: string, within: readonly object[]): string {
  if (typeof value === "function") return sourceOf(value as never, path);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value !== "object" || value === null) {
    if (typeof value === "symbol") throw unsaved(`the model's ${path} is a symbol`, "leave it out");
    return value === undefined ? "undefined" : JSON.stringify(value);
  }
  if (within.includes(value)) throw unsaved(`the model's ${path} leads back to itself`, "leave it out");
  const inside = [...within, value];
  if (Array.isArray(value))
    return `[${value.map((one, index) => literal(one, `${path}[${index}]`, inside)).join(", ")}]`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = Array.from(value as unknown as ArrayLike<number>, (one) => literal(one, path, inside));
    const type = value instanceof Uint8Array ? "Uint8Array" : value.constructor.name;
    return `${type}.from([${numbers.join(", ")}])`;
  }
  const write = literals.find(([type]) => value instanceof type)?.[1];
  if (write !== undefined) return write(value as never, path, inside);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    const fields = Object.entries(value).map(
      ([name, one]) => `${JSON.stringify(name)}: ${literal(one, `${path}.${name}`, inside)}`,
    );
    return `{ ${fields.join(", ")} }`;
  }
  throw unsaved(
    `the model's ${path} is a ${value.constructor.name}, which cannot be written down as code`,
    "save it to a file, give that in `artifacts`, and read it in `loadContext`",
  );
}

/** A function as an expression, a class as a declaration. */
function sourceOf(code: Class | ((...args: never[]) => unknown), path: string): string {
  const text = asWritten(String(code));
  if (text.includes("[native code]")) {
    throw unsaved(
      `the model's ${path} is a bound or built-in function, which has no source text`,
      "give a function of your own",
    );
  }
  if (text.startsWith("class")) return text;
  if (compiles(`(${text})`)) return text;
  const method = `({ ${text} })`;
  if (compiles(method)) return `${method}[${JSON.stringify(code.name)}]`;
  throw unsaved(`the source text of the model's ${path} cannot be read again`, "write it as a function");
}

/** A cell of a notebook is compiled: its imports go through the session, and names of other cells are properties. */
function asWritten(text: string): string {
  if (!("__labbook" in globalThis)) return text;
  return text.replaceAll("__labbook.import(require, ", "import(").replace(/\bexports\.([A-Za-z_$][\w$]*)/g, "$1");
}

function compiles(text: string): boolean {
  try {
    new Script(text);
    return true;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "SyntaxError") throw error;
    return false;
  }
}

function unsaved(message: string, remedy: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `${message}, so that it cannot be saved`, { remedy });
}
