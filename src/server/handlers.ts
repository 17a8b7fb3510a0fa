/** How the endpoints of MLflow's table are answered. */
import type { EndpointName, RequestOf, ResponseOf } from "../protocol/endpoints.js";
import type { Message } from "../protocol/messages.js";

/** From a request that passed the rules of its endpoint to the message of the answer; throws `TrackingError`. */
export type Handler<E extends EndpointName> = (request: Message<RequestOf<E>>) => Promise<Message<ResponseOf<E>>>;

export type Handlers<E extends EndpointName = EndpointName> = { readonly [Name in E]: Handler<Name> };

/** An object without the fields that are undefined, for options that distinguish "not given". */
export function given<T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

/**
 * Messages made one by one while they are written, so that a page of them is never there at once: a list for all that goes
 * through it in order, which is what writing and GraphQL do.
 */
export function oneByOne<Item, M>(items: readonly Item[], messageOf: (item: Item) => M): readonly M[] {
  const list = {
    length: items.length,
    *[Symbol.iterator]() {
      for (const item of items) yield messageOf(item);
    },
  };
  return list as unknown as readonly M[];
}

/** The id under its present name or the one of MLflow 1. */
export function runIdOf(request: {
  readonly run_id?: string | undefined;
  readonly run_uuid?: string | undefined;
}): string {
  return request.run_id || request.run_uuid || "";
}
