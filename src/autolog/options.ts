/** What autologging is told: MLflow's options in camelCase, with its defaults. */
import { invalid } from "../errors.js";
import { nearest } from "../nearest.js";
import { type ImportanceType, importanceTypes } from "../xgboost/importance.js";

export interface AutologOptions {
  /** Log the first rows of the training data with the model; only with `logModels`. Default true (MLflow: false). */
  logInputExamples?: boolean;
  /** Log what the model takes and gives, as the first rows of the training data show it; only with `logModels`. Default true. */
  logModelSignatures?: boolean;
  /** Log the trained model. Default true. */
  logModels?: boolean;
  /** Note the training data, and what it was validated on, as inputs of the run. Default true. */
  logDatasets?: boolean;
  /** Turn autologging off. Default false. */
  disable?: boolean;
  /** Log only to runs that autologging itself opens, never to one that is open. Default false. */
  exclusive?: boolean;
  /** Taken and without effect: there are no versions that it would not work with. */
  disableForUnsupportedVersions?: boolean;
  /** Neither notices nor warnings. Default false. */
  silent?: boolean;
  /** Register each trained model as the next version of this registered model. Default: none. */
  registeredModelName?: string | null;
  /** Tags of the runs that autologging opens. */
  extraTags?: Readonly<Record<string, string>> | null;
}

export interface XgboostAutologOptions extends AutologOptions {
  /** `weight`, `gain`, `cover`, `total_gain`, `total_cover`. Default `["weight"]`. */
  importanceTypes?: readonly ImportanceType[] | null;
  /** The model's file: `ubj` (default) or `json`. */
  modelFormat?: "ubj" | "json";
}

export interface MlAutologOptions extends AutologOptions {
  /** Taken and without effect: scores that are computed after the fit are the notebook's own to log. */
  logPostTrainingMetrics?: boolean;
}

type AllOptions = XgboostAutologOptions & MlAutologOptions;

/** All of them, with defaults. */
export interface Settings extends Required<Omit<AllOptions, "importanceTypes">> {
  readonly importanceTypes: readonly ImportanceType[];
}

const common: Required<AutologOptions> = {
  logInputExamples: true,
  logModelSignatures: true,
  logModels: true,
  logDatasets: true,
  disable: false,
  exclusive: false,
  disableForUnsupportedVersions: false,
  silent: false,
  registeredModelName: null,
  extraTags: null,
};
const ofXgboost = { importanceTypes: ["weight"], modelFormat: "ubj" } as const;
const ofMl = { logPostTrainingMetrics: true };

/** The options of each function, with their defaults. */
const known = {
  "xgboost.autolog": { ...common, ...ofXgboost },
  "ml.autolog": { ...common, ...ofMl },
  autolog: { ...common, ...ofXgboost, ...ofMl },
};

/** The options with their defaults; INVALID_PARAMETER_VALUE for one that does not exist or has a value it cannot have. */
export function settingsOf(name: keyof typeof known, options: AllOptions): Settings {
  const defaults: Readonly<Record<string, unknown>> = known[name];
  for (const [option, value] of Object.entries(options)) checkOption(name, defaults, option, value);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const all: Required<AllOptions> = { ...known.autolog, ...given };
  checkFormat(all.modelFormat);
  return { ...all, importanceTypes: checkedTypes(all.importanceTypes ?? ofXgboost.importanceTypes) };
}

function checkOption(name: string, defaults: Readonly<Record<string, unknown>>, option: string, value: unknown): void {
  if (!Object.hasOwn(defaults, option)) {
    const near = nearest(option, Object.keys(defaults));
    const advice = near === null ? `there are: ${Object.keys(defaults).join(", ")}` : `did you mean ${near}?`;
    throw invalid(`${name} has no option ${option}; ${advice}`);
  }
  if (typeof defaults[option] === "boolean" && value !== undefined && typeof value !== "boolean") {
    throw invalid(`${option} is ${JSON.stringify(value)}; it must be true or false`);
  }
}

function checkFormat(format: string): void {
  if (format !== "ubj" && format !== "json") {
    throw invalid(`modelFormat is ${JSON.stringify(format)}; it must be "ubj" or "json"`);
  }
}

function checkedTypes(types: readonly ImportanceType[]): readonly ImportanceType[] {
  const odd = types.find((type) => !importanceTypes.includes(type));
  if (odd === undefined) return types;
  throw invalid(`there is no importance type ${JSON.stringify(odd)}; there are: ${importanceTypes.join(", ")}`);
}
