/** Which experiment over there takes which one from here; decided for all before anything is written. */
import type { Experiment } from "../entities.js";
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";
import { originTags } from "../store/import_target.js";
import { checkExperimentId } from "../validate.js";
import type { Journey } from "./journey.js";
import { experimentOrigin, homeTags } from "./origin.js";

export interface Match {
  /** As it is to be called over there. */
  readonly experiment: Experiment;
  /** Its id here. */
  readonly sourceId: string;
  readonly origin: string;
  /** null: to be made. */
  readonly targetId: string | null;
  /** Nothing else is in it: its state and times follow the original. */
  readonly whole: boolean;
  /** It is there and empty, and is taken for the original. */
  readonly adopt: boolean;
}

export async function matchExperiments(journey: Journey): Promise<readonly Match[]> {
  const chosen = chosenOf(await journey.from.experiments(), journey.options.experiments);
  const there = await journey.there.experiments();
  const matches: Match[] = [];
  for (const experiment of chosen) matches.push(await matchOf(journey, experiment, there));
  return matches;
}

function chosenOf(all: readonly Experiment[], names: readonly string[] | undefined): readonly Experiment[] {
  if (names === undefined) return all;
  return names.map((name) => {
    const found = all.find((one) => one.name === name) ?? all.find((one) => one.experimentId === name);
    if (found !== undefined) return found;
    const known = all.map((one) => one.name);
    const guess = nearest(name, known);
    throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `no experiment '${name}' to bring over`, {
      remedy: `${guess === null ? "" : `did you mean '${guess}'? `}there are: ${known.join(", ")}`,
    });
  });
}

async function matchOf(journey: Journey, source: Experiment, there: readonly Experiment[]): Promise<Match> {
  const { into, rename } = journey.options;
  checkExperimentId(source.experimentId); // it becomes part of a path
  const origin = experimentOrigin(source);
  const name = into ?? rename.get(source.name) ?? source.name;
  const base = { experiment: { ...source, name }, sourceId: source.experimentId, origin };
  const named = there.find((one) => one.name === name);
  if (into !== undefined) return { ...base, targetId: named?.experimentId ?? null, whole: false, adopt: false };
  const same = there.find((one) => experimentOrigin(one) === origin);
  if (same !== undefined) {
    const isHome = same.tags[originTags.experiment] === undefined;
    const tags = isHome ? homeTags(source.tags, originTags.experiment) : source.tags;
    return {
      ...base,
      experiment: { ...base.experiment, tags },
      targetId: same.experimentId,
      whole: true,
      adopt: false,
    };
  }
  if (named === undefined) return { ...base, targetId: null, whole: true, adopt: false };
  if (source.experimentId === "0" && named.experimentId === "0") {
    const empty = Object.keys(named.tags).length === 0 && !(await hasRuns(journey, "0"));
    return { ...base, targetId: "0", whole: empty, adopt: empty };
  }
  throw new TrackingError(
    "RESOURCE_ALREADY_EXISTS",
    `there is an experiment '${name}' already, which did not come from this source`,
    {
      remedy: `--rename "${source.name}=NEW NAME" brings it over under another name, --into "${name}" adds its runs to that one`,
    },
  );
}

async function hasRuns(journey: Journey, experimentId: string): Promise<boolean> {
  for await (const _ of journey.there.runs(experimentId)) return true;
  return false;
}
