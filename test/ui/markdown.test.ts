/** Markdown with the formulas and pictures of notebooks, as HTML that is not yet safe. */
import { expect, it } from "vitest";
import { htmlOf } from "../../src/ui/parts/markdown_reader.js";

const inline = (tex: string): string => `<span data-maths="inline">${tex}</span>`;

it("finds formulas where Jupyter does", () => {
  expect(htmlOf(String.raw`The loss is $\sum_i (y_i - \hat{y}_i)^2$ and $a<b$.`)).toBe(
    `<p>The loss is ${inline(String.raw`\sum_i (y_i - \hat{y}_i)^2`)} and ${inline("a&lt;b")}.</p>\n`,
  );
  expect(htmlOf("a $$x$$ b")).toBe('<p>a <span data-maths="display">x</span> b</p>\n');
  expect(htmlOf("text\n$$\na\n- b\n= c\n$$\n\nmore")).toBe(
    '<p>text</p>\n<div data-maths="display">a\n- b\n= c</div><p>more</p>\n',
  );
  expect(htmlOf(String.raw`\begin{align}` + "\na &= b\\\\\nc\n" + String.raw`\end{align}`)).toBe(
    '<div data-maths="display">\\begin{align}\na &amp;= b\\\\\nc\n\\end{align}</div>',
  );
  expect(htmlOf("| a |\n|---|\n| $x_1$ |")).toContain(`<td>${inline("x_1")}</td>`);
  expect(htmlOf("- $x$\n")).toContain(inline("x"));
});

it("leaves prices, code and what does not end", () => {
  for (const text of [
    "costs $5 and $6",
    "$ x $",
    String.raw`\$x\$`,
    "`$x$`",
    "$x",
    "$$x",
    String.raw`\begin{align} x`,
    "$$$$",
    "$x\n\ny$",
  ])
    expect(htmlOf(text), text).not.toContain("data-maths");
  expect(htmlOf("```\n$x$\n```")).toBe("<pre><code>$x$\n</code></pre>\n");
  expect(htmlOf(String.raw`$a \$ b$`)).toContain(inline(String.raw`a \$ b`));
  expect(htmlOf("$<script>1</script>$")).toBe(`<p>${inline("&lt;script&gt;1&lt;/script&gt;")}</p>\n`);
  expect(htmlOf(String.raw`\begin{a}`.repeat(5000))).not.toContain("data-maths"); // and it ends
});

it("shows the pictures that come with a cell", () => {
  const attachments = new Map([["my pic.png", "data:image/png;base64,aGk="]]);
  expect(htmlOf("![p](attachment:my%20pic.png)", attachments)).toBe(
    '<p><img src="data:image/png;base64,aGk=" alt="p"></p>\n',
  );
  expect(htmlOf("![p](attachment:%zz.png) ![q](attachment:other.png)", attachments)).not.toContain("data:");
});
