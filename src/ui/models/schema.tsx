/** What a version takes and gives, from the signature in its MLmodel file. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ModelMetadata } from "../../models/model.js";
import { ApiError } from "../api/failure.js";
import { artifactUrl } from "../api/page.js";
import { send } from "../api/send.js";
import { SignatureTable } from "../artifacts/viewers/signature_table.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";

/** null: there is no such file. */
export function schemaQuery(name: string, version: string) {
  return queryOptions({
    queryKey: ["modelVersions", "schema", name, version],
    queryFn: async ({ signal }): Promise<ModelMetadata | null> => {
      const text = await mlmodelText(name, version, signal);
      return text === null ? null : (await import("../../models/mlmodel_text.js")).mlmodelOf(text, "MLmodel");
    },
  });
}

async function mlmodelText(name: string, version: string, signal: AbortSignal): Promise<string | null> {
  try {
    return await (await send(artifactUrl("file", { name, version }, "MLmodel"), { signal })).text();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

export function Schema({ name, version }: { readonly name: string; readonly version: string }) {
  const query = useQuery(schemaQuery(name, version));
  return (
    <section className="panel stack" aria-label="Schema">
      <h2>Schema</h2>
      {query.isPending ? (
        <Loading what="the schema" />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === null ? (
        <p className="muted">This version has no MLmodel file.</p>
      ) : (
        <SignatureTable signature={query.data.signature} />
      )}
    </section>
  );
}
