/** A store that tells when something was written through it. */
import type { Store } from "./store.js";

const reading = /^(?:get|search|sample|find|list|columns$|importing$|close$)/;

/** `notice` is called when a write is over, well or not. */
export function noticedWrites(store: Store, notice: () => void): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      const writes = typeof name === "string" && !reading.test(name);
      return (...given: unknown[]) => {
        const answer: unknown = Reflect.apply(value, target, given);
        return writes && answer instanceof Promise ? answer.finally(notice) : answer;
      };
    },
  });
}
