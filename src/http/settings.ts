/** How requests are made, from MLflow's environment variables. */
import { readFileSync } from "node:fs";
import { TrackingError } from "../errors.js";
import type { ServerAddress } from "./address.js";

export interface HttpSettings {
  /** The header `Authorization`; null to send none. */
  readonly authorization: string | null;
  /** Silence after which a request is given up, in ms. MLFLOW_HTTP_REQUEST_TIMEOUT is in seconds; default 120. */
  readonly timeoutMs: number;
  /** How often a request is sent again. MLFLOW_HTTP_REQUEST_MAX_RETRIES; default 7. */
  readonly maxRetries: number;
  /** Seconds before the second repetition, doubled each time. MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR; default 2. */
  readonly backoffFactor: number;
  /** Greatest number of random seconds added to each pause. MLFLOW_HTTP_REQUEST_BACKOFF_JITTER; default 1. */
  readonly backoffJitter: number;
  /** MLFLOW_TRACKING_INSECURE_TLS: certificates are not checked. */
  readonly insecureTls: boolean;
  /** MLFLOW_TRACKING_SERVER_CERT_PATH: certificates (PEM) of the authorities to trust. */
  readonly authorities: string | null;
}

/** User and password from the address go before MLFLOW_TRACKING_USERNAME and _PASSWORD, those before MLFLOW_TRACKING_TOKEN. */
export function httpSettings(address: ServerAddress, env: NodeJS.ProcessEnv = process.env): HttpSettings {
  const insecureTls = /^(true|1)$/i.test(env["MLFLOW_TRACKING_INSECURE_TLS"] ?? "");
  const path = env["MLFLOW_TRACKING_SERVER_CERT_PATH"];
  if (insecureTls && path) {
    throw invalid(
      "MLFLOW_TRACKING_INSECURE_TLS and MLFLOW_TRACKING_SERVER_CERT_PATH are both set, but only one may be; unset one",
    );
  }
  return {
    authorization: authorizationOf(address, env),
    timeoutMs: number(env, "MLFLOW_HTTP_REQUEST_TIMEOUT", 120) * 1000,
    maxRetries: number(env, "MLFLOW_HTTP_REQUEST_MAX_RETRIES", 7),
    backoffFactor: number(env, "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 2),
    backoffJitter: number(env, "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", 1),
    insecureTls,
    authorities: path ? certificates(path) : null,
  };
}

function authorizationOf(address: ServerAddress, env: NodeJS.ProcessEnv): string | null {
  const { MLFLOW_TRACKING_USERNAME: user, MLFLOW_TRACKING_PASSWORD: password, MLFLOW_TRACKING_TOKEN: token } = env;
  const basic = address.credentials ?? (user && password ? `${user}:${password}` : null);
  if (basic !== null) return `Basic ${Buffer.from(basic, "utf8").toString("base64")}`;
  return token ? `Bearer ${token}` : null;
}

function number(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= 0) return value;
  throw invalid(`${name} is '${text}'; give a number that is not negative, such as ${fallback}`);
}

function certificates(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw invalid(
      `cannot read the certificates that MLFLOW_TRACKING_SERVER_CERT_PATH names: ${(cause as Error).message}`,
      cause,
    );
  }
}

function invalid(message: string, cause?: unknown): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", message, { cause });
}
