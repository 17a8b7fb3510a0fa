/** Ctrl+K: finds experiments, runs, registered models and pages by name, and goes there. */
import { useDeferredValue, useState } from "react";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Box, FlaskConical, Play, Search } from "lucide-react";
import {
  Autocomplete,
  Button,
  Dialog,
  Header,
  Input,
  type Key,
  Menu,
  MenuItem,
  MenuSection,
  Modal,
  ModalOverlay,
  SearchField,
} from "react-aria-components";
import { call } from "../api/mlflow.js";
import { ask } from "../api/page.js";
import { quoted } from "../api/quoted.js";
import { experimentQuery } from "../experiments/experiments.js";
import { useShortcuts } from "./shortcuts.js";
import "./palette.css";

interface Found {
  /** A hash address. */
  readonly to: string;
  readonly name: string;
  readonly more: string;
}

const mostOfKind = 8;
const pages: readonly Found[] = [
  { to: "/experiments", name: "Experiments", more: "all of them" },
  { to: "/models", name: "Models", more: "registered models" },
];

export function Palette() {
  const [open, setOpen] = useState(false);
  useShortcuts("Everywhere", [
    { keys: "Ctrl+k", does: "Find experiments, runs and models", run: () => setOpen(true) },
    { keys: "?", does: "Show this list" },
  ]);
  return (
    <>
      <Button className="react-aria-Button quiet" onPress={() => setOpen(true)}>
        <Search aria-hidden size={15} />
        <span className="visually-hidden">Find experiments, runs and models</span>
        <kbd aria-hidden>Ctrl K</kbd>
      </Button>
      {open && <PaletteDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const client = useQueryClient();
  const { data, isFetching, error } = useQuery({
    queryKey: ["palette", wanted],
    queryFn: ({ signal }) => find(wanted, client, signal),
    placeholderData: (before) => before,
    gcTime: 30_000,
  });
  const { history } = useRouter();
  const go = (key: Key): void => {
    onClose();
    history.push(String(key));
  };
  const found = data ?? { experiments: [], runs: [], models: [] };
  const sections = [
    ["Pages", pages.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase())), Search],
    ["Experiments", found.experiments, FlaskConical],
    ["Runs", found.runs, Play],
    ["Registered models", found.models, Box],
  ] as const;
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(open) => !open && onClose()}
      className="react-aria-ModalOverlay palette-overlay"
    >
      <Modal>
        <Dialog aria-label="Find" className="palette">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField aria-label="Find by name" autoFocus>
              <Input placeholder="Name of an experiment, run or model" />
            </SearchField>
            <Menu
              aria-label="Found"
              className="react-aria-Menu palette-list"
              onAction={go}
              renderEmptyState={() => (
                <p className="palette-none">
                  {isFetching
                    ? "Looking…"
                    : error !== null
                      ? `Could not look: ${error.message}`
                      : "Nothing has this in its name."}
                </p>
              )}
            >
              {sections.flatMap(([title, items, Icon]) =>
                items.length === 0
                  ? []
                  : [
                      <MenuSection key={title}>
                        <Header>{title}</Header>
                        {items.map((item) => (
                          <MenuItem key={item.to} id={item.to} textValue={item.name}>
                            <Icon aria-hidden size={15} />
                            <span className="palette-name">{item.name}</span>
                            <span className="muted">{item.more}</span>
                          </MenuItem>
                        ))}
                      </MenuSection>,
                    ],
              )}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

async function find(wanted: string, client: QueryClient, signal: AbortSignal) {
  const like = wanted === "" ? undefined : `name ILIKE ${quoted(`%${wanted}%`)}`;
  const [experiments, models] = await Promise.all([
    call("searchExperiments", { max_results: mostOfKind, filter: like, view_type: "ACTIVE_ONLY" }, signal),
    call("searchRegisteredModels", { max_results: mostOfKind, filter: like }, signal),
  ]);
  const known = experiments.experiments ?? [];
  return {
    experiments: known.map(({ experiment_id, name }) => ({
      to: `/experiments/${experiment_id}/runs`,
      name: name ?? "",
      more: `experiment ${experiment_id}`,
    })),
    runs: wanted === "" ? [] : await findRuns(wanted, client, signal),
    models: (models.registered_models ?? []).map(({ name = "" }) => ({
      to: `/models/${encodeURIComponent(name)}`,
      name,
      more: "registered model",
    })),
  };
}

/** In all experiments that are not deleted, the newest first; a whole id finds its run too. */
async function findRuns(wanted: string, client: QueryClient, signal: AbortSignal): Promise<Found[]> {
  const isId = /^[0-9a-f]{32}$/i.test(wanted);
  const filter = isId
    ? `attributes.run_id = ${quoted(wanted.toLowerCase())}`
    : `attributes.run_name ILIKE ${quoted(`%${wanted}%`)}`;
  const request = { experimentIds: [], everywhere: true, filter, limit: mostOfKind, fields: [] };
  const { runs } = await ask("runs/table", request, signal);
  const found = await Promise.all([...new Set(runs.experimentId)].map((id) => client.fetchQuery(experimentQuery(id))));
  const names = new Map(found.map(({ experimentId, name }) => [experimentId, name]));
  return runs.runId.map((runId, index) => ({
    to: `/experiments/${runs.experimentId[index]}/runs/${runId}`,
    name: runs.runName[index]! || runId,
    more: names.get(runs.experimentId[index]!) ?? "",
  }));
}
