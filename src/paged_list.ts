/** One page of what a search found. */
import type { Page } from "./entities.js";

export class PagedList<T> extends Array<T> {
  /** Hand it to the next search to get what follows; undefined on the last page. */
  nextPageToken: string | undefined;

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  static of_<T>(page: Page<T>): PagedList<T> {
    const list = new PagedList<T>();
    for (const item of page.items) list.push(item);
    Object.defineProperty(list, "nextPageToken", { value: page.nextPageToken, enumerable: false });
    return list;
  }
}
