/** What a back end cannot do: case → reason. A case that is listed and passes all the same fails the run. */
import { beforeEach } from "vitest";

export type Gaps = Readonly<Record<string, string>>;

/** The server of labbook, through `RestStore`. */
export const ourServer: Gaps = {
  "leases: keeps, renews and releases leases": "MLflow's API has no leases: the book of a server forgets",
};

/** Expects the cases of this file that are listed to fail. */
export function expectGaps(gaps: Gaps): void {
  beforeEach(({ task }) => {
    if (Object.hasOwn(gaps, task.name)) (task as { fails?: boolean }).fails = true;
  });
}
