/** What the page uses of Plotly, which has no types of its own. */
declare module "plotly.js-cartesian-dist-min" {
  export interface PlotlyPoint {
    readonly curveNumber: number;
    readonly pointNumber: number;
  }

  export interface PlotlyElement extends HTMLElement {
    on(event: string, listener: (event?: { readonly points?: readonly PlotlyPoint[] }) => void): void;
  }

  interface Plotly {
    react(element: HTMLElement, data: readonly object[], layout: object, config: object): Promise<PlotlyElement>;
    relayout(element: HTMLElement, change: object): Promise<PlotlyElement>;
    restyle(element: HTMLElement, change: object): Promise<PlotlyElement>;
    purge(element: HTMLElement): void;
    Plots: { resize(element: HTMLElement): Promise<void> | undefined };
    toImage(
      figure: { readonly data: readonly object[]; readonly layout: object },
      options: { readonly format: string; readonly width: number; readonly height: number; readonly scale: number },
    ): Promise<string>;
  }

  const plotly: Plotly;
  export default plotly;
}
