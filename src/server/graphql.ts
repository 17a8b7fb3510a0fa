/** MLflow's GraphQL queries, answered by the handlers of the REST endpoints. The only importer of graphql. */
import {
  buildSchema,
  execute,
  type GraphQLError,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLScalarType,
  getNullableType,
  isEnumType,
  isListType,
  isObjectType,
  parse,
  validate,
} from "graphql";
import { TrackingError } from "../errors.js";
import type { Message } from "../protocol/messages.js";
import { graphqlSchema } from "./graphql_schema.js";
import type { Handlers } from "./handlers.js";
import { excess, type SyntaxNode } from "./query_limits.js";

type QueryEndpoint =
  | "getExperiment"
  | "getMetricHistoryBulkInterval"
  | "getRun"
  | "listArtifacts"
  | "searchDatasets"
  | "searchModelVersions"
  | "searchRuns";

export type QueryHandlers = Handlers<QueryEndpoint>;

export interface QueryRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** As MLflow answers: texts of errors, null without. */
export interface QueryResult {
  readonly data: unknown;
  readonly errors: readonly string[] | null;
}

const schema = buildSchema(graphqlSchema);
const longString = schema.getType("LongString") as GraphQLScalarType;
longString.serialize = String;
longString.parseValue = wholeNumber;

const endpoints: Readonly<Record<string, QueryEndpoint>> = {
  mlflowGetExperiment: "getExperiment",
  mlflowGetMetricHistoryBulkInterval: "getMetricHistoryBulkInterval",
  mlflowGetRun: "getRun",
  mlflowListArtifacts: "listArtifacts",
  mlflowSearchDatasets: "searchDatasets",
  mlflowSearchModelVersions: "searchModelVersions",
  mlflowSearchRuns: "searchRuns",
};

export async function runQuery(handlers: QueryHandlers, request: QueryRequest): Promise<QueryResult> {
  let document;
  try {
    document = parse(request.query, { maxTokens: 10_000 });
  } catch (error) {
    return refused([error as GraphQLError]);
  }
  const limit = excess(document.definitions as readonly SyntaxNode[]);
  if (limit !== null) return { data: null, errors: [limit] };
  const faults = validate(schema, document);
  if (faults.length > 0) return refused(faults);
  const { data = null, errors } = await execute({
    schema,
    document,
    contextValue: handlers,
    fieldResolver: resolve,
    ...(request.variables !== undefined && { variableValues: request.variables }),
    ...(request.operationName !== undefined && { operationName: request.operationName }),
  });
  return errors === undefined ? { data, errors: null } : { ...refused(errors), data };
}

function refused(errors: readonly GraphQLError[]): QueryResult {
  return { data: null, errors: errors.map(textOf) };
}

/** Faults of the query in the words of MLflow's Python library, which quotes differently; ours as they are. */
function textOf({ message, originalError }: GraphQLError): string {
  if (originalError instanceof TrackingError) return originalError.bare;
  if (originalError === undefined || originalError.name === "GraphQLError") return message.replaceAll('"', "'");
  console.error(originalError);
  return "internal error of the server; its log says more";
}

type Fields = Readonly<Record<string, unknown>>;

async function resolve(
  source: Fields | undefined,
  args: { input?: Fields; inputString?: string },
  handlers: QueryHandlers,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  const { fieldName, parentType, returnType } = info;
  if (source === undefined) return await rootField(fieldName, args, handlers);
  if (fieldName === "apiError") return null;
  if (parentType.name === "MlflowRun") {
    const run = source as Message<"Run">;
    if (fieldName === "experiment") return await experimentOf(run, handlers);
    if (fieldName === "modelVersions") return await versionsOf(run, handlers);
  }
  const value = source[snakeCase(fieldName)];
  if (typeof value === "number" && Number.isNaN(value)) return null; // JSON has none, and GraphQL's Float refuses it
  return value ?? unset(returnType);
}

async function rootField(
  name: string,
  { input, inputString }: { input?: Fields; inputString?: string },
  handlers: QueryHandlers,
): Promise<unknown> {
  const endpoint = endpoints[name];
  if (endpoint === undefined) return { output: inputString };
  if (input == null) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `Missing value for required argument 'input' of ${name}.`);
  }
  const handle = handlers[endpoint] as (request: Fields) => Promise<unknown>;
  const request = wireNames(input);
  // MLflow takes this one from the URL, where it is not: whatever the query says, up to 2500 points of each run.
  return await handle(endpoint === "getMetricHistoryBulkInterval" ? { ...request, max_results: undefined } : request);
}

function wireNames(input: Fields): Fields {
  const given = Object.entries(input).filter(([, value]) => value !== null);
  return Object.fromEntries(given.map(([name, value]) => [snakeCase(name), value]));
}

async function experimentOf(run: Message<"Run">, handlers: QueryHandlers): Promise<unknown> {
  return (await handlers.getExperiment({ experiment_id: run.info?.experiment_id })).experiment;
}

async function versionsOf(run: Message<"Run">, handlers: QueryHandlers): Promise<unknown> {
  const { model_versions: versions } = await handlers.searchModelVersions({ filter: `run_id='${run.info?.run_id}'` });
  return versions ?? [];
}

/** Protocol buffers have no "nothing": what is not set is an empty text, 0, an empty list or an empty message. */
function unset(type: GraphQLOutputType): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return [];
  if (isEnumType(bare)) return bare.getValues()[0]!.value as unknown;
  if (isObjectType(bare)) return bare.name === "MlflowModelVersionDeploymentJobState" ? null : {};
  return { String: "", Boolean: false }[bare.name] ?? 0;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function wholeNumber(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (Number.isSafeInteger(number)) return number as number;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `'${String(value)}' is not a whole number.`);
}
