/** Entries of runs as the address says: searched, only what differs, which way round, against which baseline. */
import { useMemo } from "react";
import { Empty } from "../parts/empty.js";
import { ChoiceBar } from "./choice_bar.js";
import { chosenEntries, type ComparedRun, type Entry } from "./comparison.js";
import { ValuesTable } from "./values_table.js";
import { useCompareView } from "./view.js";

export interface ComparedValuesProps {
  readonly label: string;
  /** What the entries are called: "values". */
  readonly noun: string;
  readonly runs: readonly ComparedRun[];
  readonly entries: readonly Entry[];
  /** Shows more of an entry, by its key. */
  readonly onOpen?: (key: string) => void;
}

export function ComparedValues({ label, noun, runs, entries, onOpen }: ComparedValuesProps) {
  const [view, change] = useCompareView();
  const { search, differing } = view;
  const chosen = useMemo(() => chosenEntries(entries, { search, differing }), [entries, search, differing]);
  return (
    <div className="stack">
      <ChoiceBar shown={chosen.length} all={entries.length} noun={noun} />
      {chosen.length === 0 ? (
        <Empty title={view.differing ? `No ${noun} of that name differ` : `No ${noun} of that name`}>
          Change the search{view.differing ? ", or show also what is the same" : ""}.
        </Empty>
      ) : (
        <ValuesTable
          label={label}
          runs={runs}
          entries={chosen}
          transposed={view.transposed}
          {...(onOpen && { onOpen })}
          baseline={view.baseline}
          onBaseline={(baseline) => change({ baseline })}
          better={view.better}
          onBetter={(key, better) => change({ better: Object.fromEntries([...view.better, [key, better]]) })}
        />
      )}
    </div>
  );
}
