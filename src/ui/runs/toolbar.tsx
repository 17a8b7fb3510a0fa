/** What is above the table: filter, state, time, grouping, columns, views, downloads. */
import type { ReactNode } from "react";
import { ChartScatter, Columns3, ListTree, Rows3, SlidersHorizontal } from "lucide-react";
import {
  Button,
  Header,
  Menu,
  MenuItem,
  MenuSection,
  MenuTrigger,
  Popover,
  Separator,
  ToggleButton,
  ToggleButtonGroup,
} from "react-aria-components";
import type { FieldSummary } from "../../protocol/page.js";
import { FilterBox } from "./filter_box.js";
import { TimeAndState } from "./time_and_state.js";
import { labelOf } from "./field.js";
import type { ChangeView, RunsView } from "./view.js";

export interface ToolbarProps {
  readonly view: RunsView;
  readonly changeView: ChangeView;
  readonly fields: readonly FieldSummary[];
  /** More buttons, at the right. */
  readonly children?: ReactNode;
}

export function Toolbar({ view, changeView, fields, children }: ToolbarProps) {
  return (
    <div className="runs-toolbar">
      <div className="row runs-toolbar-line">
        <FilterBox filter={view.filter} fields={fields} onApply={(filter) => changeView({ filter })} />
        <TimeAndState view={view} changeView={changeView} />
      </div>
      <div className="row runs-toolbar-line" role="toolbar" aria-label="Table">
        <ToggleButton isSelected={view.differing} onChange={(differing) => changeView({ differing })}>
          <SlidersHorizontal aria-hidden size={14} />
          Differences only
        </ToggleButton>
        <ToggleButton
          isSelected={view.nested}
          isDisabled={view.groupBy.length > 0}
          onChange={(nested) => changeView({ nested })}
        >
          <ListTree aria-hidden size={14} />
          Nested
        </ToggleButton>
        <GroupMenu view={view} changeView={changeView} fields={fields} />
        {children}
        <span className="spacer" />
        <ToggleButtonGroup
          aria-label="What is shown"
          disallowEmptySelection
          selectedKeys={[view.shown]}
          onSelectionChange={(keys) => changeView({ shown: [...keys][0] as RunsView["shown"] })}
        >
          <ToggleButton id="table">
            <Rows3 aria-hidden size={14} />
            Table
          </ToggleButton>
          <ToggleButton id="charts">
            <ChartScatter aria-hidden size={14} />
            Charts
          </ToggleButton>
          <ToggleButton id="both">
            <Columns3 aria-hidden size={14} />
            Both
          </ToggleButton>
        </ToggleButtonGroup>
      </div>
    </div>
  );
}

const groupAttributes = ["status", "user_id", "source_name"];
const mostChoices = 200;

/** Only what varies: other groups would hold all runs. */
function GroupMenu({ view, changeView, fields }: Omit<ToolbarProps, "children">) {
  const offered = (kind: FieldSummary["kind"]) =>
    fields
      .filter((one) => one.kind === kind && one.varies && !one.name.startsWith("tags.mlflow."))
      .slice(0, mostChoices);
  const sections = [
    { title: "Params", names: offered("param").map(({ name }) => name) },
    { title: "Tags", names: offered("tag").map(({ name }) => name) },
    { title: "Attributes", names: groupAttributes },
  ].filter(({ names }) => names.length > 0);
  const { groupBy } = view;
  return (
    <MenuTrigger>
      <Button className={`react-aria-Button${groupBy.length > 0 ? " runs-on" : ""}`}>
        {groupBy.length === 0 ? "Group by" : `Grouped by ${groupBy.map(labelOf).join(", ")}`}
      </Button>
      <Popover>
        <Menu
          aria-label="Group by"
          selectionMode="multiple"
          selectedKeys={groupBy}
          onSelectionChange={(keys) => changeView({ groupBy: keys === "all" ? [] : [...keys].map(String) })}
          onAction={(key) => key === "-none-" && changeView({ groupBy: [] })}
        >
          {sections.map(({ title, names }) => (
            <MenuSection key={title}>
              <Header>{title}</Header>
              {names.map((name) => (
                <MenuItem key={name} id={name} textValue={labelOf(name)}>
                  {labelOf(name)}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
          {groupBy.length > 0 && (
            <MenuSection selectionMode="none">
              <Separator />
              <MenuItem id="-none-">No groups</MenuItem>
            </MenuSection>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
