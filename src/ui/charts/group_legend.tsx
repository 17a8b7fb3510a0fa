/** The colours of the groups, in all charts and in the table. */
import { counted } from "../parts/counted.js";
import { palette } from "../runs/run_color.js";
import type { RunGroups } from "./run_groups.js";

const mostNamed = 24;

export function GroupLegend({ label, groups }: RunGroups) {
  const left = groups.length - mostNamed;
  return (
    <div className="row charts-groups">
      <span className="muted">
        {counted(groups.length, "group")} by {label}
        {groups.length > palette.length && ", in colours that repeat"}
      </span>
      <ul aria-label={`Colours of groups by ${label}`}>
        {groups.slice(0, mostNamed).map(({ id, name, color, runs }) => (
          <li key={id} title={name}>
            <span className="charts-swatch" style={{ background: color }} aria-hidden />
            <span className="charts-group-name">{name === "" ? "(empty)" : name}</span>{" "}
            <span className="muted">{runs.toLocaleString("en")}</span>
          </li>
        ))}
      </ul>
      {left > 0 && <span className="muted">and {left.toLocaleString("en")} more</span>}
    </div>
  );
}
