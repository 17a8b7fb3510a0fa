/** The artifacts tab: the tree, a viewer for each kind of file. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { expect, it } from "vitest";
import { rowOf, show, tree } from "./artifact_run.js";
import { call, type PageServer, useBrowser } from "./page.js";

useBrowser();

const inProject = (path: string): Buffer => readFileSync(resolve(import.meta.dirname, "../..", path));

it("walks through the tree by keys, finds files, keeps the address, and opens the next run at the same file", async () => {
  const { page, server, address } = await show(
    { MLproject: "name: taxi", "data/part_10.txt": "ten", "data/part_2.txt": "two", "code/train.ts": "let a = 1;" },
    "",
  );
  await page.getByText("Choose a file").waitFor();
  await expect
    .poll(() => tree(page).getByRole("row").allInnerTexts())
    .toEqual(
      [
        "code\n\n10 B",
        "train.ts\n\n10 B",
        "data\n\n6 B",
        "part_2.txt\n\n3 B",
        "part_10.txt\n\n3 B",
        "MLproject\n\n10 B",
      ].map((text) => text.replaceAll("\n\n", "\n")),
    );
  await page.getByRole("searchbox", { name: "Find a file" }).focus();
  await page.keyboard.press("Tab");
  for (let times = 0; times < 4; times++) await page.keyboard.press("ArrowDown");
  await page.getByRole("textbox", { name: "data/part_10.txt" }).getByText("ten").waitFor();
  expect(page.url()).toBe(`${server.url}/#${address}data/part_10.txt`);
  await page.getByRole("searchbox", { name: "Find a file" }).fill("TRAIN");
  await expect.poll(() => tree(page).getByRole("row").count()).toBe(2);
  await rowOf(page, "train.ts").click();
  await page.getByRole("textbox", { name: "code/train.ts" }).getByText("let a = 1;").waitFor();
  await page.goBack();
  await page.getByRole("textbox", { name: "data/part_10.txt" }).waitFor();

  const { experiment_id } = (
    await call(server, "GET", "experiments/get-by-name", { experiment_name: "nyc-taxi-experiment" })
  )["experiment"] as { experiment_id: string };
  const next = (await call(server, "POST", "runs/create", { experiment_id })) as { run: { info: { run_id: string } } };
  const id = next.run.info.run_id;
  await put(server, id, "data/part_10.txt", "ten again");
  await page.goto(`${server.url}/#/experiments/${experiment_id}/runs/${id}/artifacts`);
  await page.getByRole("textbox", { name: "data/part_10.txt" }).getByText("ten again").waitFor();
});

async function put(server: PageServer, runId: string, path: string, body: string): Promise<void> {
  const url = `${server.url}/ajax-api/labbook/artifacts/file?run_id=${runId}&path=${path}`;
  expect((await fetch(url, { method: "PUT", body })).status).toBe(200);
}

it("shows text, Markdown, values and tables", async () => {
  const { page } = await show(
    {
      "train.log": Array.from({ length: 120_000 }, (_, line) => `epoch ${line}`).join("\n"),
      "notes.md": "# Durations\n\n| model | rmse |\n|---|---|\n| lasso | 7.1 |\n\n<b>no html</b>",
      "summary.json": JSON.stringify({ best: { alpha: [0.1, "0.5"] }, note: "x".repeat(500) }),
      "eval.json": JSON.stringify({ columns: ["question", "score"], data: [["a", 2], ["b", 10], ["c", 9]] }), // prettier-ignore
      "scores.csv": 'name,score\n"Smith, J",10\nann,9\nbob,\n',
      "nan.json": '{"rmse": NaN, "id": 12345678901234567890}',
      "latin.csv": Buffer.from("Straße;n\nMünchen;1\n", "latin1"),
      "broken.json": "{oops",
      "weights.bin": Uint8Array.of(0, 255, 76, 66),
      "empty.txt": "",
    },
    "train.log",
  );
  await page.getByText(/^Showing the first 1.05 MB of \d.\d+ MB/).waitFor();
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByText("Showing the first").waitFor({ state: "hidden" });
  await page.getByRole("textbox", { name: "train.log" }).press("Control+End");
  await page.getByText("epoch 119999").waitFor();

  await rowOf(page, "notes.md").click();
  await page.getByRole("heading", { name: "Durations" }).waitFor();
  await page.getByRole("cell", { name: "7.1" }).waitFor();
  await page.getByText("<b>no html</b>").waitFor();

  await rowOf(page, "summary.json").click();
  const values = page.getByRole("list", { name: "summary.json" });
  await values.getByRole("button", { name: /^alpha/ }).click();
  await values.getByText('"0.5"').waitFor();
  await values.getByRole("button", { name: "All 502 characters" }).click();
  await values.getByText(`"${"x".repeat(500)}"`).waitFor();
  await page.getByRole("radio", { name: "Source" }).click();
  await page.getByRole("textbox", { name: "summary.json" }).getByText('"alpha": [').waitFor();

  await rowOf(page, "eval.json").click();
  const table = page.getByRole("table", { name: "eval.json" });
  const cells = async (): Promise<string[]> => await page.getByRole("table").getByRole("cell").allInnerTexts();
  await table.getByRole("button", { name: "score" }).click();
  await expect.poll(cells).toEqual(["a", "2", "c", "9", "b", "10"]);
  await table.getByRole("button", { name: "score" }).click();
  await page.getByRole("columnheader", { name: "score" }).and(page.locator("[aria-sort=descending]")).waitFor();
  expect(await cells()).toEqual(["b", "10", "c", "9", "a", "2"]);

  await rowOf(page, "scores.csv").click();
  await page.getByText("3 rows × 2 columns").waitFor();
  await expect.poll(cells).toEqual(["Smith, J", "10", "ann", "9", "bob", ""]);

  await rowOf(page, "nan.json").click();
  await page.getByRole("list", { name: "nan.json" }).getByText("12345678901234567890").waitFor();
  await rowOf(page, "latin.csv").click();
  await page.getByRole("cell", { name: "München" }).waitFor();
  await rowOf(page, "broken.json").click();
  await page.getByText("This is no valid JSON; it is shown as text.").waitFor();
  await rowOf(page, "weights.bin").click();
  await page.getByText("00000000  00 ff 4c 42").waitFor();
  await rowOf(page, "empty.txt").click();
  await page.getByText("0 B", { exact: true }).first().waitFor();
});

it("reads of a Parquet file what is looked at", async () => {
  const bytes = inProject("notebooks/data/green_tripdata_2023-01.parquet");
  const { page } = await show({ "trips.parquet": bytes }, "");
  const ranges: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("artifacts/file")) ranges.push(request.headers()["range"] ?? "whole");
  });
  await rowOf(page, "trips.parquet").click();
  await page.getByText("68,211 rows").waitFor();
  const table = page.getByRole("table", { name: "trips.parquet" });
  await table.getByRole("cell", { name: "2023-01-01T00:26:10", exact: true }).first().waitFor();
  const read = ranges.map((range) => /^bytes=(\d+)-(\d+)$/.exec(range)!).reduce((sum, [, a, b]) => sum + Number(b) - Number(a), 0); // prettier-ignore
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(bytes.length);
  await table.press("End");
  await expect.poll(() => table.getByRole("row").last().getAttribute("aria-rowindex")).toBe("68212");
});

it("shows pictures, one after the other by the arrow keys, and sound", async () => {
  const wave = Buffer.concat([Buffer.from("RIFF\x28\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00", "latin1"), Buffer.from("401f0000401f000001000800", "hex"), Buffer.from("data\x04\x00\x00\x00\x80\x80\x80\x80", "latin1")]); // prettier-ignore
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="30" height="20" fill="red"/></svg>';
  const { page, server, address } = await show(
    {
      "plots/1.png": png(64, 48),
      "plots/2.png": png(32, 16),
      "plots/3.svg": svg,
      "broken.png": "no",
      "tone.wav": wave,
      "broken.mp4": "no",
      "empty.parquet": "",
    },
    "plots/1.png",
  );
  await page.getByText("64 × 48 px").waitFor();
  await page.getByText("Picture 1 of 3").waitFor();
  await page.getByRole("button", { name: "Next picture" }).press("ArrowRight");
  await page.getByText("32 × 16 px").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.getByText("30 × 20 px").waitFor();
  expect(page.url()).toBe(`${server.url}/#${address}plots/3.svg`);
  await page.getByRole("button", { name: "Picture before" }).click();
  await page.getByRole("button", { name: "Larger" }).click();
  await page.getByText("200 %, 32 × 16 px").waitFor();
  expect(await page.getByRole("img", { name: "plots/2.png" }).evaluate((img) => img.clientWidth)).toBe(64);
  await rowOf(page, "broken.png").click();
  await page.getByText("This is no picture that the browser can read.").waitFor();
  await rowOf(page, "tone.wav").click();
  const audio = page.locator("audio");
  await audio.waitFor();
  await expect.poll(() => audio.evaluate((element: HTMLAudioElement) => element.duration)).toBeCloseTo(4 / 8000);
  await rowOf(page, "broken.mp4").click();
  await page.getByText("The browser cannot play this file.").waitFor();
  await rowOf(page, "empty.parquet").click();
  await page.getByText("The file is empty.").waitFor();
});

/** A picture of one colour. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  // Each line begins with its filter: none.
  const lines = Buffer.concat(
    Array.from({ length: height }, () => Buffer.from([0, ...Array<number>(width * 3).fill(0x40)])),
  );
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(lines)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

it("draws the pages of a PDF", async () => {
  const { page } = await show({ "report.pdf": pdf(2), "broken.pdf": "%PDF-1.4 nothing" }, "report.pdf");
  const drawn = (number: number) => page.getByRole("img", { name: `report.pdf, page ${number}` });
  await page.getByText("Page 1 of 2").waitFor();
  // The page is red where its rectangle is: the worker has drawn it.
  const middle = (number: number): Promise<number[]> =>
    drawn(number).evaluate((canvas: HTMLCanvasElement) => [
      ...canvas.getContext("2d")!.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data,
    ]);
  await expect.poll(() => middle(1)).toEqual([255, 0, 0, 255]);
  await page.getByRole("button", { name: "Next page" }).click();
  await expect.poll(() => middle(2)).toEqual([255, 0, 0, 255]);
  await rowOf(page, "broken.pdf").click();
  await page.getByRole("alert").waitFor();
});

/** Pages with a red rectangle each. */
function pdf(pages: number): string {
  const content = "1 0 0 rg 20 20 160 160 re f";
  const kids = Array.from({ length: pages }, (_, index) => `${4 + index} 0 R`).join(" ");
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Count ${pages} /Kids [${kids}] >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...Array<string>(pages).fill("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 3 0 R >>"),
  ];
  let text = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const start = text.length;
  return `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}

it("shows a model's folder with its signature and how to predict, and the trees of a booster", async () => {
  const MLmodel = `flavors:
  python_function:
    loader_module: mlflow.xgboost
  xgboost:
    data: model.ubj
mlflow_version: 3.1.0
model_size_bytes: 1500
signature:
  inputs: '[{"type": "double", "name": "trip_distance", "required": true}]'
  outputs: '[{"type": "double", "required": true}]'
utc_time_created: '2026-11-25 08:00:00.000000'
`;
  const { page, runId } = await show(
    {
      "models_mlflow/MLmodel": MLmodel,
      "models_mlflow/model.ubj": inProject("test/fixtures/xgboost-small.ubj"),
      "booster.json": inProject("test/fixtures/xgboost-small.json"),
      "bad/MLmodel": "flavors: !!js/function 'alert(1)'",
    },
    "models_mlflow",
  );
  await page.getByText("made 2026-11-25 08:00:00 UTC, by MLflow 3.1.0, 1.5 kB").waitFor();
  await page.getByRole("rowheader", { name: "xgboost" }).waitFor();
  await page.getByRole("row", { name: "Input trip_distance double" }).waitFor();
  const code = (language: string) => page.getByRole("textbox", { name: `How to predict in ${language}` });
  await code("TypeScript").getByText(`loadModel("runs:/${runId}/models_mlflow")`).waitFor();
  await page.getByRole("tab", { name: "Python" }).click();
  await code("Python").getByText(`runs:/${runId}/models_mlflow`).first().waitFor();
  await rowOf(page, "model.ubj").click();
  await page.getByRole("img", { name: /^tree 0 of/ }).waitFor();
  await page.getByRole("button", { name: "Increase Tree" }).click();
  await page.getByRole("img", { name: /^tree 1 of/ }).waitFor();
  await rowOf(page, "booster.json").click();
  await page.getByRole("img", { name: /^tree 0 of/ }).waitFor();
  await page.getByRole("radio", { name: "Values" }).click();
  await page
    .getByRole("list", { name: "booster.json" })
    .getByRole("button", { name: /^learner \d/ })
    .waitFor();
  await rowOf(page, "bad").click();
  await page.getByRole("alert").waitFor();
});

it("shows notebooks and reports", async () => {
  const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [{ cell_type: "markdown", id: "a", metadata: {}, source: "# Trip durations" }] }; // prettier-ignore
  const { page } = await show(
    {
      "n.ipynb": JSON.stringify(notebook),
      "r.html": "<h1>Report</h1><script>document.title = 'ran'; document.body.append('ran')</script>",
    },
    "n.ipynb",
  );
  await page.getByRole("heading", { name: "Trip durations" }).waitFor();
  await rowOf(page, "r.html").click();
  const frame = page.frameLocator('iframe[title="r.html"]');
  await frame.getByText("ran").waitFor();
  expect(await page.locator("iframe").getAttribute("sandbox")).toBe("allow-scripts");
  await page.getByRole("checkbox", { name: "Allow this file to load from the network" }).check({ force: true });
  await expect.poll(() => page.locator("iframe").getAttribute("src")).toContain("network=1");
});

it("shows the models that a run logged among its files", async () => {
  const { page, server, runId } = await show({ "a.txt": "a" }, "");
  const { experiment_id } = ((await call(server, "GET", "runs/get", { run_id: runId })) as { run: { info: { experiment_id: string } } }).run.info; // prettier-ignore
  const made = (await call(server, "POST", "logged-models", { experiment_id, name: "lasso", source_run_id: runId })) as { model: { info: { model_id: string } } }; // prettier-ignore
  const modelId = made.model.info.model_id;
  await call(server, "POST", "runs/outputs", { run_id: runId, models: [{ model_id: modelId, step: 0 }] });
  const url = `${server.url}/ajax-api/labbook/artifacts/file?model_id=${modelId}&path=MLmodel`;
  expect((await fetch(url, { method: "PUT", body: "flavors:\n  sklearn: {}\n" })).status).toBe(200);
  await page.reload();
  await rowOf(page, "lasso").click();
  await page.getByRole("rowheader", { name: "sklearn" }).waitFor();
  expect(decodeURIComponent(page.url())).toContain(`/artifacts/models:/${modelId}`);
  await page.getByRole("textbox", { name: "How to predict in TypeScript" }).getByText(`models:/${modelId}`).waitFor();
});

it("says what to do where there are no artifacts, and what went wrong", async () => {
  const { page } = await show({}, "");
  await page.getByText("No artifacts", { exact: true }).waitFor();
  const other = await show({ "a.txt": "a" }, "gone.txt");
  await other.page.getByText("There is no gone.txt").waitFor();
});

it("shows tables of more rows than a browser can scroll through in parts", async () => {
  const lines = Array.from({ length: 1_000_002 }, (_, row) => (row % 100_000 === 0 ? row : 0));
  const { page } = await show({ "long.csv": `n\n${lines.join("\n")}\n` }, "long.csv");
  await page.getByText("Rows 1 to 1,000,000 of 1,000,002").waitFor();
  await page.getByRole("button", { name: "Next rows" }).click();
  await page.getByText("Rows 1,000,001 to 1,000,002 of 1,000,002").waitFor();
  expect(await page.getByRole("cell").allInnerTexts()).toEqual(["1000000", "0"]);
});
