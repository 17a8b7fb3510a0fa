import { describe, expect, it } from "vitest";
import { checkHost, trustNoHost } from "../../src/artifacts/host_policy.js";

function allowed(uri: string, trusted: string[] = [], allowedSchemes: string[] = []): boolean {
  try {
    checkHost("source", uri, { trusted, allowedSchemes });
    return true;
  } catch {
    return false;
  }
}

describe("a location that a client names", () => {
  it.each(["/a/b", "file:///a", "s3://bucket/a", "mlflow-artifacts:/1/x", "models:/a/1", "runs:/a/b", "C:\\a"])(
    "may be %s, which makes the server connect to no host",
    (uri) => {
      expect(allowed(uri)).toBe(true);
    },
  );

  it.each([
    "http://h/a",
    "HTTPS://h/a",
    "ftp:///a",
    "sftp://h/a",
    "hdfs://h/a",
    "viewfs://h/a",
    "mlflow-artifacts://h/a",
    "r2://bucket@h/a",
    "b2://bucket@h/a",
    "abfss://fs@account.dfs.core.windows.net/a",
  ])("may not be %s", (uri) => {
    expect(allowed(uri)).toBe(false);
  });

  it.each([
    ["https://h/a", "https://h/root", true],
    ["https://h:443/a", "https://H/root", true],
    ["http://h/a", "https://h/root", false],
    ["mlflow-artifacts://h/a", "https://h/root", true],
    ["mlflow-artifacts://h:8080/a", "http://h/root", false],
    ["viewfs://h/a", "hdfs://h/root", true],
    ["https://user@h/a", "https://h/root", true],
    ["https://h@evil/a", "https://h/root", false],
    ["https://evil\\@h/a", "https://h/root", false],
    ["https://h:x/a", "https://h/root", false],
    ["https://[::1]:443/a", "https://[::1]/root", true],
  ])("%s is weighed against the server's own storage %s: %s", (uri, root, expected) => {
    expect(allowed(uri, [root])).toBe(expected);
  });

  it("may be of a scheme that the operator allows", () => {
    expect(allowed("https://h/a", [], ["HTTPS"])).toBe(true);
    expect(allowed("ftp://h/a", [], ["https"])).toBe(false);
  });

  it("is refused in MLflow's words", () => {
    expect(() => {
      checkHost("source", "https://h/a/../b", trustNoHost);
    }).toThrow(
      "'source' cannot use the 'https' scheme: the 'https' scheme addresses a host other than the tracking server's " +
        "configured artifact storage, so the server would connect to the host named in the URI. Set the " +
        "MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.",
    );
  });
});
