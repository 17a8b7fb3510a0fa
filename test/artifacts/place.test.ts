import { describe, expect, it } from "vitest";
import { artifactPathOf } from "../../src/artifacts/place.js";

describe("an artifact path out of a URL", () => {
  it.each([
    ["a.txt", "a.txt"],
    ["1/run/artifacts/with space ü.txt", "1/run/artifacts/with space ü.txt"],
    ["with%20space%20%C3%BC.txt", "with space ü.txt"],
    ["with%2520space", "with space"],
    ["100%.txt", "100%.txt"],
    ["a%zz", "a%zz"],
    ["a\0b", "a%00b"],
    ["a%00b", "a%00b"],
    ["..a/b..", "..a/b.."],
    ["C:x", "C:x"],
  ])("%j is %j", (text, path) => {
    expect(artifactPathOf(text)).toBe(path);
  });

  it.each([
    "",
    "..",
    "../x",
    "a/../../x",
    "a/..",
    "%2e%2e/x",
    "%2E%2e%2Fx",
    "%252e%252e%252fx",
    "%25252525252e%25252525252e/x",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "%252fetc",
    "//server/share",
    "..\\x",
    "..%5cx",
    "a%255c..%255cb",
    "C:/windows",
    "c:\\windows",
    "C%3a/windows",
    "a#b",
    "a%23b",
    "file:///etc/passwd",
    "FILE:x",
    "file%3a///etc",
  ])("%j is refused", (text) => {
    expect(() => artifactPathOf(text)).toThrow("Invalid path");
  });
});
