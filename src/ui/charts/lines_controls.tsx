/** What a line chart shows: metrics, x, logarithms, smoothing. */
import { useId, useState } from "react";
import { Checkbox, Input, SearchField } from "react-aria-components";
import { metricsOf } from "./choices.js";
import type { ControlsProps } from "./kind.js";
import { useLineKeys } from "./load_series.js";
import { OfGroups } from "./of_groups.js";
import type { LinesSetup } from "./setup.js";

const axes = [
  ["step", "Step"],
  ["time", "Time"],
  ["relative", "Time since the start"],
] as const;
const mostKeys = 50;

export function LinesControls({ setup, fields, data, onSetup }: ControlsProps<LinesSetup>) {
  const [xId, smoothId] = [useId(), useId()];
  const { keys = [] } = useLineKeys(data, setup); // also those that opened by themselves
  const chosen = new Set(keys);
  const [word, setWord] = useState("");
  const all = metricsOf(fields).map(({ key }) => key);
  const shown = all.filter((key) => key.toLowerCase().includes(word.trim().toLowerCase())).slice(0, mostKeys);
  const toggle = (key: string, on: boolean): void => {
    const others = keys.filter((one) => one !== key);
    onSetup({ ...setup, keys: on ? [...others, key] : others });
  };
  const { smoothing = 0, logX = false, logY = false } = setup;
  return (
    <>
      <fieldset className="charts-keys">
        <legend className="label">Metrics</legend>
        {all.length > 12 && (
          <SearchField aria-label="Search metrics" value={word} onChange={setWord}>
            <Input placeholder={`Search ${all.length.toLocaleString("en")} metrics`} />
          </SearchField>
        )}
        {shown.map((key) => (
          <Box key={key} label={key} isOn={chosen.has(key)} onChange={(on) => toggle(key, on)} />
        ))}
      </fieldset>
      <div className="charts-choice">
        <label className="label" htmlFor={xId}>
          Across
        </label>
        <select
          id={xId}
          className="input"
          value={setup.x ?? "step"}
          onChange={({ target }) => onSetup({ ...setup, x: target.value as "step" | "time" | "relative" })}
        >
          {axes.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Box label="Logarithms across" isOn={logX} onChange={(on) => onSetup({ ...setup, logX: on })} />
      <Box label="Logarithms up" isOn={logY} onChange={(on) => onSetup({ ...setup, logY: on })} />
      {data.groups !== undefined && (
        <>
          <OfGroups eachRun={setup.eachRun} onChange={(eachRun) => onSetup({ ...setup, eachRun })} />
          {setup.eachRun !== true && (
            <Box
              label="Shade the standard deviation, not the range"
              isOn={setup.band === "deviation"}
              onChange={(on) => onSetup({ ...setup, band: on ? "deviation" : "range" })}
            />
          )}
        </>
      )}
      <div className="charts-choice">
        <label className="label" htmlFor={smoothId}>
          Smoothing {smoothing.toFixed(2)}
        </label>
        <input
          id={smoothId}
          type="range"
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          onChange={({ target }) => onSetup({ ...setup, smoothing: Number(target.value) }, { replace: true })}
        />
      </div>
    </>
  );
}

function Box(props: { readonly label: string; readonly isOn: boolean; readonly onChange: (on: boolean) => void }) {
  return (
    <Checkbox isSelected={props.isOn} onChange={props.onChange}>
      <span className="charts-box" aria-hidden />
      {props.label}
    </Checkbox>
  );
}
