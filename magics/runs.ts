import { experimentInUse, renderRunsTable, runsTableData, searchRuns, type RunsTableOptions } from "../src/index.js";
import { columnNames, experimentNames } from "./known.js";
import type { Magic } from "./magic.js";
import { checkPlotKind, plotKinds, plotOfRuns } from "./plot_of_runs.js";

const shown = 200;

export const runsMagic: Magic = {
  name: "runs",
  forms: ["line"],
  summary: "shows the runs of the experiment as a table, and as a plot",
  examples: [
    "%runs",
    '%runs --order "metrics.rmse ASC" --columns params.alpha,metrics.rmse --plot',
    "%runs --plot scatter --columns params.alpha,metrics.rmse",
    `%runs --filter "metrics.rmse < 8 and tags.model = 'lasso'" --max 10`,
  ],
  args: [
    { name: "--filter", type: "text", help: "MLflow's filter language" },
    {
      name: "--order",
      type: "text",
      repeated: true,
      help: 'e.g. "metrics.rmse ASC"; default: newest first',
      complete: columnNames,
    },
    {
      name: "--columns",
      type: "text",
      help: "separated by commas; default: metrics, and params that vary",
      complete: columnNames,
    },
    { name: "--max", type: "number", help: `rows shown; default ${shown}` },
    { name: "--experiment", type: "text", help: "default: the one in use", complete: experimentNames },
    {
      name: "--plot",
      type: "text",
      bare: "parallel",
      help: `a plot below the table, of the same columns: ${plotKinds.join(", ")}; default: parallel`,
      complete: () => plotKinds,
    },
    { name: "--plotly", type: "boolean", help: "the table as a Plotly table too" },
  ],
  twin: 'searchRuns({ filter, orderBy: ["metrics.rmse ASC"] })',
  async run({ values }, context) {
    const orderBy = values["order"] as string[] | undefined;
    const experiment = values["experiment"] as string | undefined;
    const plot = values["plot"] as string | undefined;
    if (plot !== undefined) checkPlotKind(plot);
    const runs = await searchRuns({
      ...(experiment === undefined
        ? { experimentIds: [(await experimentInUse()).experimentId] }
        : { experimentNames: [experiment] }),
      ...(values["filter"] !== undefined && { filter: values["filter"] as string }),
      ...(orderBy !== undefined && { orderBy }),
    });
    const columns = (values["columns"] as string | undefined)
      ?.split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
    const options: RunsTableOptions = {
      ...(columns !== undefined && { columns }),
      ...(orderBy !== undefined && { orderBy }),
      maxRows: (values["max"] as number | undefined) ?? shown,
      plotly: values["plotly"] === true,
    };
    context.display(renderRunsTable(runsTableData(runs, options)));
    if (plot !== undefined && runs.length > 0) context.display(await plotOfRuns(plot, { runs, columns, context }));
  },
};
