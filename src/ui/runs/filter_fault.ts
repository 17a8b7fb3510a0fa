/** What is wrong with a filter, and where. Pure. */
import { FilterError, TrackingError } from "../../errors.js";
import { readExpression } from "../../search/expression.js";

export interface FilterFault {
  readonly message: string;
  /** In UTF-16 units. */
  readonly position: number;
  /** Of what is marked; at least 1. */
  readonly length: number;
}

/** undefined: it can be read. */
export function faultIn(filter: string): FilterFault | undefined {
  try {
    readExpression(filter);
    return undefined;
  } catch (error) {
    if (!(error instanceof TrackingError)) throw error;
    const [message = ""] = error.message.split("\n");
    if (!(error instanceof FilterError)) return { message, position: 0, length: 1 };
    const marked = /^(?:[\p{L}\p{N}_.\-/:]+|\S)/u.exec(filter.slice(error.position))?.[0] ?? " ";
    return { message, position: error.position, length: marked.length };
  }
}
