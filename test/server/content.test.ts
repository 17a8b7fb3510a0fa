import { describe, expect, it } from "vitest";
import { attachment, contentType } from "../../src/server/content.js";

describe("the type of an artifact", () => {
  it.each([
    ["a.txt", "text/plain"],
    ["b.json", "text/plain"],
    ["MLmodel", "text/plain"],
    ["notebook.ipynb", "text/plain"],
    ["page.html", "text/html"],
    ["PLOT.PNG", "image/png"],
    ["x.tar", "application/x-tar"],
    ["empty.bin", "application/octet-stream"],
    ["noextension", "application/octet-stream"],
    [".html", "application/octet-stream"],
    ["ends.", "application/octet-stream"],
  ])("%s is %s", (name, type) => {
    expect(contentType(name)).toBe(type);
  });
});

describe("the name under which an artifact is saved", () => {
  it.each([
    ["a.txt", "attachment; filename=a.txt"],
    ["with space.txt", 'attachment; filename="with space.txt"'],
    ['say "hi"\\.txt', 'attachment; filename="say \\"hi\\"\\\\.txt"'],
    ["with space ü.txt", "attachment; filename=\"with space u.txt\"; filename*=UTF-8''with%20space%20%C3%BC.txt"],
    ["日本語", "attachment; filename=download; filename*=UTF-8''%E6%97%A5%E6%9C%AC%E8%AA%9E"],
    ["é(1)'*#&.txt", "attachment; filename=\"e(1)'*#&.txt\"; filename*=UTF-8''%C3%A9%281%29%27%2A#&.txt"],
    ["\ud800.txt", "attachment; filename=.txt; filename*=UTF-8''%EF%BF%BD.txt"],
  ])("%j", (name, header) => {
    expect(attachment(name)).toBe(header);
  });
});
